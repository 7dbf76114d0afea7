use super::grow::Node;

/// Cuts back every branch whose leaves do not pay `price` each; children come after their parent.
///
/// Minimises `impurity of the leaves + price * leaves` over all subtrees with the same root, from the leaves up.
pub(super) fn prune(nodes: &mut Vec<Node>, price: f64) {
    let mut cost: Vec<f64> = nodes.iter().map(|node| node.impurity + price).collect();
    for at in (0..nodes.len()).rev() {
        let Some((_, left, right)) = nodes[at].split else {
            continue;
        };
        let branch = cost[left] + cost[right];
        // Rounding must not keep a branch that gains nothing.
        if branch < cost[at] - 1e-12 * nodes[0].impurity {
            cost[at] = branch;
        } else {
            nodes[at].split = None;
        }
    }
    compact(nodes);
}

/// Drops the nodes that no split leads to any more.
fn compact(nodes: &mut Vec<Node>) {
    let mut place = vec![None; nodes.len()];
    place[0] = Some(0);
    let mut next = 1;
    for at in 0..nodes.len() {
        if place[at].is_none() {
            continue;
        }
        if let Some((_, left, right)) = &mut nodes[at].split {
            for child in [left, right] {
                place[*child] = Some(next);
                *child = next;
                next += 1;
            }
        }
    }
    let mut kept: Vec<(usize, Node)> =
        place.into_iter().zip(std::mem::take(nodes)).filter_map(|(place, node)| Some((place?, node))).collect();
    kept.sort_by_key(|(place, _)| *place);
    nodes.extend(kept.into_iter().map(|(_, node)| node));
}
