import type {Rollout} from '../model/rollout.ts';
import {sayTime} from './time.ts';

/** What `get rollouts -o json` prints of each: a contract with scripts. Fields may be added, never changed. */
export function rolloutJson(rollout: Rollout) {
	const {ref, waits, weight} = rollout;
	const {resource, namespace, name, uid} = ref;
	return {
		engine: rollout.engine,
		apiVersion: `${resource.group}/${resource.version}`,
		kind: resource.kind,
		namespace,
		name,
		uid,
		strategy: rollout.strategy,
		phase: rollout.phase,
		message: rollout.message,
		state: rollout.state,
		observed: rollout.isObserved,
		aborted: rollout.isAborted,
		paused: rollout.isPaused,
		promoted: rollout.isPromoted,
		promotingInFull: rollout.isPromotingInFull,
		pauses: rollout.pauses.map(({reason, since}) => ({reason, since: sayTime(since)})),
		stepsDone: rollout.stepsDone,
		steps: rollout.steps.map(({number, says, weight: sets, state}) => ({
			number,
			says,
			weight: sets ?? null,
			state,
		})),
		waits: waits
			? {for: waits.for, says: waits.says, since: sayTime(waits.since), until: sayTime(waits.until)}
			: null,
		weight: {desired: weight.desired ?? null, actual: weight.actual ?? null, max: weight.max},
		versions: rollout.versions.map(({role, revision, service, image, pods}) => ({
			role,
			revision,
			service: service ?? null,
			image: image ?? null,
			pods: pods ?? null,
		})),
		pods: rollout.pods ?? null,
		deadlines: rollout.deadlines.map(({what, says, at}) => ({what, says, at: sayTime(at)})),
		analyses: rollout.analyses,
		experiment: rollout.experiment ?? null,
		drives: rollout.drives.map(({rule, ...driven}) => ({...driven, rule: rule ?? null})),
		warnings: rollout.warnings.map(({says, hint}) => ({says, hint: hint ?? null})),
		left: rollout.leftovers.map(({what, since, was}) => ({what, since: sayTime(since), was: was ?? null})),
	};
}
