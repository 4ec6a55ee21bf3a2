import type {Resource} from '../model/ref.ts';
import type {Engine} from './engine.ts';
import {engines} from './index.ts';

/** The engine whose objects these are. Two kinds are called Rollout: the group tells them apart. */
export function engineOf({group, plural}: Pick<Resource, 'group' | 'plural'>): Engine | undefined {
	return engines.find(({source}) => source.group === group && source.plural === plural);
}
