import type {ActionCommand, Target} from '../model/command.ts';
import type {Plan} from '../model/plan.ts';
import type {Backend, Split} from '../model/split.ts';
import type {Outcome} from '../model/telling.ts';
import {engineDialects} from '../traffic/engine-splits.ts';

/** A change as far as it has come: its plan, and when it was last written and over by the cluster's clock. */
export type Written = {
	readonly command: ActionCommand;
	readonly plan?: Plan;
	readonly writtenAt?: number;
	readonly endedAt?: number;
	readonly outcome?: Outcome;
};

/** A split of which versions were taken out, as it stands now. */
export type Drained = {
	readonly split: Split;
	readonly away: readonly Backend[];
	readonly stays: readonly Backend[];
};

/** Whether it is a drain, or an engine's abort, that has written something. */
export function provesDrain({command, writtenAt}: Pick<Written, 'command' | 'writtenAt'>): boolean {
	return (command.action === 'drain-traffic' || command.action === 'abort') && writtenAt !== undefined;
}

/** Whether the object of a command is what leads the split. */
export function leads({resource, namespace, name}: Target, {drivenBy}: Split): boolean {
	return (
		drivenBy?.name === name &&
		drivenBy.namespace === namespace &&
		drivenBy.resource.kind === resource.kind &&
		drivenBy.resource.group === resource.group
	);
}

/** The splits it changed, as they stand now; of what an engine gave up, those that it leads. */
export function drainedBy({command, plan}: Written, splits: readonly Split[]): readonly Drained[] {
	if (command.action === 'abort') return givenUp(splits, command.target, plan);
	return splits.flatMap(split => {
		const given = plan?.shares?.[split.key];
		return given === undefined ? [] : [apart(split, (_backend, index) => (given[index] ?? 0) === 0)];
	});
}

/** What stands for a rollout has no requests of its own where routes divide them. */
function givenUp(splits: readonly Split[], target: Target, plan: Plan | undefined): readonly Drained[] {
	const led = splits.filter(split => leads(target, split));
	const routes = led.filter(({dialect}) => !engineDialects.some(({name}) => name === dialect));
	const former = takenOut(plan);
	return (routes.length > 0 ? routes : led).map(split =>
		apart(split, ({role, labels = {}}) =>
			former === undefined ? role !== 'champion' : Object.values(labels).includes(former),
		),
	);
}

/** The version that a roll back replaces, by its hash: while that is under way, the roles are of the way there. */
function takenOut(plan: Plan | undefined): string | undefined {
	const [former] = (plan?.settledWhen ?? []).flatMap(each =>
		each.seen === 'rollout' ? (each.former ?? []) : [],
	);
	return former;
}

function apart(split: Split, isAway: (backend: Backend, index: number) => boolean): Drained {
	return {
		split,
		away: split.backends.filter(isAway),
		stays: split.backends.filter((each, index) => !isAway(each, index)),
	};
}
