import type {OwnerFacts, OwnerKind} from './owner-facts.ts';

/** What Argo Rollouts leaves on the objects it steers: annotations, and a label while a step gives the canary weight. */
const marks = [
	{at: 'annotations', name: 'argo-rollouts.argoproj.io/managed-by-rollouts', tellsWho: true},
	{at: 'annotations', name: 'rollouts.argoproj.io/managed-alb-actions', tellsWho: false},
	{at: 'labels', name: 'rollouts.argoproj.io/gatewayapi-canary', tellsWho: false},
] as const;

/** A Rollout writes the traffic it steers at every reconcile, though it does not own the object. */
export const argoRollouts: OwnerKind = {
	says: 'Argo Rollouts',
	find(facts) {
		const {object} = facts;
		const mark = marks.find(({at, name}) => object.metadata[at]?.[name] !== undefined);
		if (mark === undefined || !touchesTraffic(facts)) return [];
		const who = mark.tellsWho ? `Rollout ${object.metadata[mark.at]?.[mark.name]}` : 'a Rollout';
		return [
			{
				name: mark.tellsWho ? who : 'Argo Rollouts',
				evidence: `${mark.at === 'labels' ? 'label' : 'annotation'} ${mark.name}`,
				revertsWhen: 'at its next reconcile',
				effect: 'undone',
				instead: `Promote, abort or retry ${who} instead.`,
			},
		];
	},
};

/** Notes on the object are not what a Rollout writes, unless they are the router's own settings. */
function touchesTraffic({edits}: OwnerFacts): boolean {
	return edits === undefined || edits.some(({at}) => !at.startsWith('/metadata/annotations/sluice.dev~1'));
}
