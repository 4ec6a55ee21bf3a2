import type {Concern, Plan} from '../model/plan.ts';
import type {Backend, Split} from '../model/split.ts';

type Share = {readonly name: string; readonly before: number; readonly after: number};

/** What draining comes to, in words: who gets everything, and who nothing more. */
export function sayDrain(plan: Plan): string {
	const shares = sharesIn(plan);
	const names = (wanted: (share: Share) => boolean) => [
		...new Set(shares.filter(wanted).map(({name}) => bare(name))),
	];
	const stay = names(({after}) => after > 0);
	const leave = names(({after}) => after === 0).filter(name => !stay.includes(name));
	return `All traffic goes to ${stay.join(', ')}; none goes to ${leave.join(', ')} any more.`;
}

/** Which version stays, how that is known, and what it runs on. */
export function sayStays(plan: Plan, splits: readonly Split[], isChosen: boolean): readonly string[] {
	return staying(plan, splits).map(({backend: {name, roleFrom, image, pods}}) => {
		const why = isChosen ? 'as you chose' : sayMark[roleFrom];
		const runs = image ? [`image ${image.slice(image.lastIndexOf('/') + 1)}`] : [];
		const ready = pods ? [`${pods.ready} of ${pods.wanted} pods ready`] : [];
		return [`${name}, ${why}`, ...runs, ...ready].join('; ');
	});
}

/** The versions that get something after it, each once, with the first split that it is in. */
export function staying(
	{shares = {}}: Plan,
	splits: readonly Split[],
): ReadonlyArray<{readonly split: Split; readonly backend: Backend}> {
	const stays = Object.entries(shares).flatMap(([key, given]) => {
		const split = splits.find(each => each.key === key);
		const backends = split?.backends.filter((_, index) => (given[index] ?? 0) > 0) ?? [];
		return backends.map(backend => ({split: split!, backend}));
	});
	return stays.filter(
		(each, index) => stays.findIndex(({backend}) => backend.name === each.backend.name) === index,
	);
}

const sayMark = {
	mark: 'marked as the champion by its labels or its dialect',
	choice: 'chosen as the champion on the route',
	weight: 'which only has the most traffic',
} as const;

/** Draining usually takes the lighter one out: the other way round it is easily a slip. */
export function drainConcerns(plan: Plan): readonly Concern[] {
	const shares = sharesIn(plan);
	return shares
		.filter(({after}) => after > 0)
		.flatMap(stays => {
			const others = shares.filter(share => share.after === 0 && ruleOf(share.name) === ruleOf(stays.name));
			const heavier = others.find(({before}) => before > stays.before);
			if (heavier === undefined) return [];
			return [
				{
					says: `${bare(stays.name)}, which stays, takes ${stays.before} % now, and ${bare(heavier.name)} ${heavier.before} %${ruleOf(stays.name)}.`,
				},
			];
		});
}

function sharesIn({lines}: Plan): readonly Share[] {
	// Rules and copies that are led elsewhere are told by themselves.
	const weighed = lines.filter(({to}) => / %$|^no share$/.test(to));
	return weighed.map(({subject, from, to}) => ({
		name: subject,
		before: Number.parseFloat(from) || 0,
		after: Number.parseFloat(to) || 0,
	}));
}

/** A plan for several rules says the rule behind the name. */
function ruleOf(name: string): string {
	return / \(rule .*\)$/.exec(name)?.[0] ?? '';
}

function bare(name: string): string {
	return name.slice(0, name.length - ruleOf(name).length);
}
