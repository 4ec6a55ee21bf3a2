import type {Moment} from '../gateway/decide.ts';
import type {Session} from './session.ts';

/** The context written out arms it for this one command; whatever is read here is read for it alone. */
export function momentOf({flags, cluster}: Session): Moment {
	return {
		isArmed: flags.context !== undefined,
		...(flags.anyway && {insists: 'said' as const}),
		armBy: `Write out which one is meant: --context ${cluster.context.name}`,
	};
}
