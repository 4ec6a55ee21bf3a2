import type {Line, Plan} from '../model/plan.ts';

/**
 * What became different between two plans for the same command, in sentences:
 * what somebody else wrote while the first one was being looked at. Empty where
 * what both show is the same, and only something behind it changed.
 */
export function whatChanged(before: Plan, after: Plan): readonly string[] {
	const former = byCount(before.lines);
	const present = byCount(after.lines);
	const changed = [...present].flatMap(([key, {subject, from}]) => {
		const was = former.get(key);
		if (was === undefined) return [`${subject} was not there, and stands at ${from} now.`];
		return was.from === from ? [] : [`${subject} was ${was.from}, and is ${from} now.`];
	});
	const gone = [...former].flatMap(([key, {subject}]) => (present.has(key) ? [] : [`${subject} is gone.`]));
	return [...changed, ...gone, ...targetsChanged(before, after)];
}

/** One name may stand in several rules: they are told apart by which one of them it is. */
function byCount(lines: readonly Line[]): Map<string, Line> {
	const counts = new Map<string, number>();
	return new Map(
		lines.map(line => {
			const count = counts.get(line.subject) ?? 0;
			counts.set(line.subject, count + 1);
			return [`${line.subject} ${count}`, line];
		}),
	);
}

function targetsChanged(before: Plan, after: Plan): readonly string[] {
	const uids = new Set(before.steps.map(({target}) => target.uid));
	const names = after.steps.flatMap(({target}) => (uids.has(target.uid) ? [] : [target.name]));
	return [...new Set(names)].map(name => `${name} is written too now, or is another object of that name.`);
}
