import {objectIn, objectsIn, textIn} from '../../model/object.ts';
import {type Revision, type RevisionMarks, revisionsOf} from '../../model/revisions.ts';
import type {Version} from '../../model/rollout.ts';
import type {Around} from '../engine.ts';
import {type Argo, isPromoted} from './status.ts';

export const marks: RevisionMarks = {
	annotation: 'rollout.argoproj.io/revision',
	hashLabel: 'rollouts-pod-template-hash',
};

/** All revisions that its ReplicaSets keep, newest first; undefined where those could not be listed. */
export function revisionsKept({object}: Argo, {replicaSets}: Around): Revision[] | undefined {
	return replicaSets && revisionsOf(object, replicaSets, marks);
}

/** The stable version and, while an update is under way, the newest. */
export function versionsOf(argo: Argo, around: Around): Version[] {
	const {stable, canary} = servicesOf(argo);
	const kept = revisionsKept(argo, around) ?? [];
	const newest = argo.currentHash;
	const champion = versionOf('champion', argo.stableHash || newest, stable, kept, argo);
	if (argo.stableHash === '' || isPromoted(argo)) return newest === '' ? [] : [champion];
	return [champion, versionOf('challenger', newest, canary, kept, argo)];
}

function versionOf(
	role: 'champion' | 'challenger',
	hash: string,
	service: string | undefined,
	kept: readonly Revision[],
	argo: Argo,
): Version {
	const revision = kept.find(each => each.hash === hash);
	const image = revision?.images[0] ?? (hash === argo.currentHash ? imageIn(argo) : undefined);
	return {
		role,
		revision: hash,
		...(service && {service}),
		...(image && {image}),
		...(revision && {pods: revision.pods}),
	};
}

/** The template of the object is that of its newest version, and of no other. */
function imageIn({spec}: Argo): string | undefined {
	return textIn(objectsIn(objectIn(objectIn(spec.template).spec).containers)[0]?.image);
}

/** Which Services reach which version: with ping and pong they change places at each promotion. */
function servicesOf({canary, blueGreen, status}: Argo): {stable?: string; canary?: string} {
	if (blueGreen) {
		return {stable: textIn(blueGreen.activeService), canary: textIn(blueGreen.previewService)};
	}
	const pair = objectIn(canary?.pingPong);
	const [ping, pong] = [textIn(pair.pingService), textIn(pair.pongService)];
	if (ping && pong) {
		const isStablePing = objectIn(status.canary).stablePingPong === 'ping';
		return isStablePing ? {stable: ping, canary: pong} : {stable: pong, canary: ping};
	}
	return {stable: textIn(canary?.stableService), canary: textIn(canary?.canaryService)};
}
