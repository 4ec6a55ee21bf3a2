import type {Step} from '../../source/model/plan.ts';
import type {Telling} from '../../source/model/telling.ts';
import type {Store} from '../../source/store/store.ts';
import {deployments} from '../kit/resources.ts';
import {noon} from './world.ts';

/** What screens are about one of, in the shop. */
export const subjects = {
	deployment: {view: 'deployments', uid: 'uid-cards-v1', namespace: 'shop', name: 'cards-v1'},
	pod: {view: 'pods', uid: 'uid-ranker-abc-1', namespace: 'shop', name: 'ranker-abc-1'},
	split: {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'},
};

export const scaled = {
	resource: deployments,
	namespace: 'shop',
	name: 'cards-v1',
	uid: 'uid-cards-v1',
};

export const scaleStep: Step = {
	type: 'edit',
	target: scaled,
	subresource: 'scale',
	guards: [{at: '/spec/replicas', is: 3}],
	edits: [{at: '/spec/replicas', from: 3, to: 5}],
};

/** A scale is asked for, and as much is told of it. */
export function askToScale(store: Store, tellings: readonly Telling[]): Store {
	store.dispatch({
		type: 'asked',
		commands: [{action: 'scale', target: scaled, replicas: 5}],
		says: 'Scale to 5: Deployment shop/cards-v1',
	});
	for (const telling of tellings)
		store.dispatch({type: 'told', run: store.get().dialog!.runs[0]!, telling, at: noon});
	return store;
}
