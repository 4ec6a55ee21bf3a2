import type {ActionCommand} from '../../source/model/command.ts';
import {issuePermit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Telling} from '../../source/model/telling.ts';
import type {Store} from '../../source/store/store.ts';
import {deployments} from '../kit/resources.ts';
import {noon} from '../screens/world.ts';

/** A plan whose every word is given the same tail. */
export function planWith(tail: string): Plan {
	const target = {
		resource: deployments,
		namespace: `shop${tail}`,
		name: `cards-v1${tail}`,
		uid: 'uid-cards-v1',
	};
	return {
		action: 'scale',
		says: `Scale Deployment shop/cards-v1${tail} from 3 to 5`,
		lines: [{subject: `replicas${tail}`, from: `3${tail}`, to: `5${tail}`}],
		steps: [{type: 'edit', target, guards: [], edits: [{at: '/spec/replicas', from: 3, to: 5}]}],
		undo: {way: 'none', because: `no${tail}`},
		settledWhen: [],
		concerns: [{says: `mind${tail}`, hint: `hint${tail}`}],
		owners: [
			{
				name: `Argo${tail}`,
				evidence: `seen${tail}`,
				revertsWhen: `soon${tail}`,
				effect: 'reverts',
				instead: `other${tail}`,
			} as never,
		],
		isEscape: false,
	};
}

/** Opens a dialog on the plan, as far as it is told. */
export function withDialog(store: Store, tail: string, ...tellings: readonly Telling[]): Store {
	const command: ActionCommand = {action: 'scale', target: planWith(tail).steps[0]!.target, replicas: 5};
	const run = store.get().nextId;
	store.dispatch({type: 'asked', commands: [command], says: `Scale${tail}`});
	for (const telling of tellings) store.dispatch({type: 'told', run, telling, at: noon});
	store.dispatch({type: 'dialogShown', at: noon - 60_000});
	return store;
}

export function asking(store: Store, tail = ''): Store {
	const plan = planWith(tail);
	return withDialog(
		store,
		tail,
		{type: 'planned', plan},
		{type: 'rehearsed', step: plan.steps[0]!},
		{type: 'permitted', permit: issuePermit(plan, {by: 'key'})},
	);
}

export function ended(store: Store, tail: string): Store {
	const plan = planWith(tail);
	const trouble = {reason: 'invalid', says: `refused${tail}`, hint: `hint${tail}`} as const;
	const outcome = {end: 'failed', plan, trouble, done: [], untried: plan.steps} as const;
	return withDialog(store, tail, {type: 'planned', plan}, {type: 'ended', outcome});
}
