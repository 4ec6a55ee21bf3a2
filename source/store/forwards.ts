import type {ForwardState, Link} from '../model/line.ts';
import type {Ref} from '../model/ref.ts';
import type {Event} from './events.ts';
import type {State} from './state.ts';

/** A port of this machine that leads to a pod, as long as it does. */
export type Forwarded = {
	/** The journal's id of the change that began it. */
	readonly id: string;
	/** `Service shop/checkout` */
	readonly of: string;
	/** Whose pods it leads to. */
	readonly to?: Ref;
	readonly context: string;
	/** By the clock here. */
	readonly since: number;
	readonly remote: number;
	readonly stands: ForwardState;
	/** Where it leads to a page. */
	readonly link?: Link;
	readonly isStopping?: true;
};

/** What a click on a link opens: nothing secret is sent to a screen that others look at. */
export function hrefOf({rehearsal}: Pick<State, 'rehearsal'>, {href, shown}: Link): string {
	return rehearsal?.isPresenting === true ? shown : href;
}

/** The page of an object that is forwarded in this context, if there is one. */
export function openPage({forwards, context}: State, uid: string): Forwarded | undefined {
	return forwards.find(each => each.link && each.to?.uid === uid && each.context === context.name);
}

/** All forwards of this session; another context ends none of them. */
export function reduceForwards(state: State, event: Event): State {
	const {forwards} = state;
	switch (event.type) {
		case 'forwardTold': {
			const {forward} = event;
			const isKnown = forwards.some(({id}) => id === forward.id);
			const next = isKnown
				? forwards.map(each => (each.id === forward.id ? {...each, stands: forward.stands} : each))
				: [...forwards, forward];
			return {...state, forwards: next};
		}
		case 'forwardStopAsked':
			return {
				...state,
				forwards: forwards.map(each => (event.ids.includes(each.id) ? {...each, isStopping: true} : each)),
			};
		case 'forwardEnded':
			return {...state, forwards: forwards.filter(({id}) => id !== event.id)};
		default:
			return state;
	}
}
