import {carries} from '../model/labels.ts';
import {conditionIn} from '../resources/conditions.ts';
import type {PodRow} from '../resources/pod-row.ts';
import {type DisruptionBudgetRow, isDeadlocked} from '../resources/poddisruptionbudgets.ts';
import type {Selector} from '../resources/selector.ts';
import type {Facts} from './facts.ts';
import {sayNames} from './node-troubles.ts';
import {type Cause, type ClusterTrouble, objectOf, sayEvidence} from './trouble.ts';

/**
 * Budgets that let no pod be evicted. Such as never would are told of always,
 * since the next drain of a node hangs on them; others only while a node that
 * is cordoned holds pods of theirs, as somebody waits for it then.
 */
export const disruptionDeadlocks: Cause = facts =>
	(facts.budgets ?? []).flatMap(budget => troubleOf(budget, facts) ?? []);

function troubleOf(budget: DisruptionBudgetRow, facts: Facts): ClusterTrouble | undefined {
	const {isObserved, allowed, expected, healthy, wanted, name, uid, conditions, created} = budget;
	const condition = conditionIn(conditions, 'DisruptionAllowed');
	if (!isObserved || allowed > 0 || expected === 0) return undefined;
	const held = podsHeld(budget, facts);
	const isNever = isDeadlocked(budget);
	if (!isNever && held.length === 0) return undefined;
	const nodes = [...new Set(held.map(({node}) => node))].map(node => ({name: node}));
	const waits = held.length === 0 ? '' : `, and ${sayNames(nodes)} can't be drained`;
	const wants = `it wants ${wanted} of ${expected} ready${isNever ? '' : `, and ${healthy} are`}`;
	return {
		key: `budget ${uid}`,
		severity: held.length > 0 ? 'warning' : 'notice',
		says: `PodDisruptionBudget ${name} lets no pod be evicted: ${wants}${waits}`,
		fact: condition && sayEvidence(`DisruptionAllowed is ${condition.status}`, condition.reason),
		hint: isNever
			? 'Every eviction is refused until there are more pods, or it asks for fewer.'
			: 'It lets pods go once more of them are ready.',
		about: objectOf('poddisruptionbudgets', budget),
		count: Math.max(1, held.length),
		since: condition?.since ?? created,
	};
}

/** Its pods on nodes that somebody has cordoned. */
function podsHeld({namespace, selector}: DisruptionBudgetRow, {nodes, pods}: Facts): readonly PodRow[] {
	const cordoned = new Set(nodes.filter(({isSchedulable}) => !isSchedulable).map(({name}) => name));
	if (cordoned.size === 0) return [];
	return pods.filter(
		pod =>
			cordoned.has(pod.node) &&
			pod.namespace === namespace &&
			pod.phase === 'Running' &&
			!pod.isTerminating &&
			selects(selector, pod),
	);
}

function selects({matchLabels, matchExpressions}: Selector, {labels}: PodRow): boolean {
	return (
		carries(labels, matchLabels) &&
		matchExpressions.every(({key, operator, values}) => {
			const carried = labels[key];
			if (operator === 'Exists') return carried !== undefined;
			if (operator === 'DoesNotExist') return carried === undefined;
			const isIn = carried !== undefined && values.includes(carried);
			return operator === 'NotIn' ? !isIn : isIn;
		})
	);
}
