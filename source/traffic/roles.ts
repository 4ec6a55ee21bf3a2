import type {Backend, Role, RoleFrom} from '../model/split.ts';

/** The annotation that holds a person's choice of which version stays; every operator sees it. */
export const championAnnotation = 'sluice.dev/champion';

const championTracks = new Set(['champion', 'stable', 'primary', 'baseline']);
const challengerTracks = new Set(['challenger', 'canary', 'candidate']);

/** The role a workload's own `track` label claims. */
export function roleOfTrack(track: string | undefined): Role | undefined {
	if (track === undefined) return undefined;
	if (championTracks.has(track)) return 'champion';
	return challengerTracks.has(track) ? 'challenger' : undefined;
}

/** A backend before its role is known. `mark` is what the dialect itself, or a label of its pods, says of it. */
export type Unranked = Omit<Backend, 'role' | 'roleFrom'> & {readonly mark?: Role};

/**
 * Gives each backend its role. A choice wins over marks, a mark over weights.
 * Weights only suggest: the heaviest is shown as champion, and no verb that
 * depends on the role may rely on it.
 */
export function withRoles(backends: readonly Unranked[], choice: string | undefined): Backend[] {
	const chosen = choice?.split(',').map(name => name.trim());
	const isChosen = (name: string) => chosen?.includes(name) ?? false;
	if (backends.filter(each => isChosen(each.name)).length === 1) {
		return assign(backends, 'choice', each => isChosen(each.name));
	}
	if (backends.filter(each => each.mark === 'champion').length === 1) {
		return assign(backends, 'mark', each => each.mark === 'champion');
	}
	const heaviest = backends.reduce((best, each) => ((each.weight ?? 0) > (best.weight ?? 0) ? each : best));
	return assign(backends, 'weight', each => each === heaviest);
}

function assign(
	backends: readonly Unranked[],
	roleFrom: RoleFrom,
	isChampion: (each: Unranked) => boolean,
): Backend[] {
	return backends.map(each => {
		const {mark: _mark, ...backend} = each;
		const role: Role = isChampion(each) ? 'champion' : backends.length === 2 ? 'challenger' : otherRole(each);
		return {...backend, role, roleFrom};
	});
}

/** Among three or more, only a mark makes a challenger; the rest are others. */
function otherRole(each: Unranked): Role {
	return each.mark === 'challenger' ? 'challenger' : 'other';
}

/** The backend that stays when the others are drained, or undefined while only weights suggest one. */
export function knownChampion(backends: readonly Backend[]): Backend | undefined {
	return backends.find(each => each.role === 'champion' && each.roleFrom !== 'weight');
}
