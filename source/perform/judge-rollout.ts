import {engineOf} from '../engines/engine-of.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Expectation} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Rollout} from '../model/rollout.ts';
import type {Progress} from './progress.ts';

type Expected = Extract<Expectation, {seen: 'rollout'}>;

/** Judges what is expected of an engine's rollout, by what the engine reads in its object. */
export function judgeEngine(expected: Expected, object: KubernetesObject): Progress {
	const rollout = engineOf(expected.of.resource)?.rollout(object, expected.of);
	const subject = sayRef(expected.of);
	if (!rollout)
		return {isMet: false, isStuck: true, says: `${subject} is led by no engine that is known here`};
	const {newest} = expected;
	if (newest !== undefined && newest !== rollout.newest && rollout.isObserved) {
		return {isMet: false, isStuck: true, says: `${subject} was changed again: another version is under way`};
	}
	const {isMet, isStuck} = judgements[expected.until](rollout, expected);
	return {isMet, ...(isStuck && !isMet && {isStuck}), says: `${subject}: ${sayHowFar(rollout)}`};
}

type Judgement = (rollout: Rollout, expected: Expected) => {isMet: boolean; isStuck?: boolean};

const judgements: Readonly<Record<Expected['until'], Judgement>> = {
	stepped: (rollout, {stepsDone = 0}) => ({
		isMet: rollout.isPromoted || (rollout.stepsDone >= stepsDone && isAtWeight(rollout)),
		isStuck: rollout.isAborted || rollout.isPaused,
	}),
	promoted: rollout => ({
		isMet: rollout.isPromoted && areAllUp(rollout),
		isStuck: rollout.state === 'failed' && rollout.isAborted,
	}),
	aborted: rollout => ({
		isMet: rollout.isAborted && rollout.state === 'failed' && (rollout.weight.actual ?? 0) === 0,
		isStuck: rollout.isPromoted,
	}),
	retried: rollout => ({isMet: !rollout.isAborted && rollout.state !== 'failed' && rollout.isObserved}),
	paused: rollout => ({isMet: rollout.isPaused && rollout.isObserved}),
	resumed: rollout => ({isMet: !rollout.isPaused && rollout.isObserved}),
	rests: (rollout, {former}) => ({
		isMet: hasBegun(rollout, former) && (isDone(rollout) || rollout.state === 'waiting'),
		isStuck: hasBegun(rollout, former) && rollout.state === 'failed',
	}),
	returned: (rollout, {former}) => ({
		isMet: hasBegun(rollout, former) && isDone(rollout),
		isStuck: hasBegun(rollout, former) && ['failed', 'waiting'].includes(rollout.state),
	}),
};

/** Another version has begun, and how far that one is. */
function hasBegun({isObserved, newest}: Rollout, former: string | undefined): boolean {
	return isObserved && (former === undefined || newest !== former);
}

function isDone(rollout: Rollout): boolean {
	return rollout.isPromoted && areAllUp(rollout);
}

function isAtWeight({weight: {desired, actual}}: Rollout): boolean {
	return desired === undefined || actual === undefined || desired === actual;
}

function areAllUp({pods}: Rollout): boolean {
	return pods === undefined || (pods.available >= pods.wanted && pods.updated >= pods.wanted);
}

/** `25 % at the challenger. Step 3 of 6, set weight 40 %: 2 of 4 pods are ...`. */
export function sayHowFar(rollout: Rollout): string {
	const {weight, waits, phase, isPromoted} = rollout;
	const said = [
		...(isPromoted ? ['everything at the newest version'] : []),
		...(weight.actual === undefined || isPromoted
			? []
			: [`${sayPercent(weight.actual, weight.max)} at the challenger`]),
		...(waits ? [waits.says.replace(/\.$/, '')] : []),
	];
	return said.length > 0 ? said.join('. ') : phase.toLowerCase() || 'under way';
}

function sayPercent(weight: number, max: number): string {
	return max === 100 ? `${weight} %` : `${weight} of ${max}`;
}
