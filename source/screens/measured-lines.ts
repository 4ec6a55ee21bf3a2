import type {BackendFigures, Extent, Figures, LatencyBucket, Side} from '../model/measured.ts';
import {sayMoment} from '../model/moment.ts';
import type {Role} from '../model/split.ts';
import type {MeasureRead} from '../store/measures.ts';
import {neutral} from '../terminal/neutral.ts';
import {type Line, type Segment, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';

/** What the column `seen` says of a backend; undefined where nothing is measured. */
export function seenCell(read: MeasureRead | undefined, backend: string): string | undefined {
	if (read?.measured.state !== 'measured') return undefined;
	const figures = read.measured.backends.find(({name}) => name === backend);
	return figures && saySeen(figures);
}

/** `24.9 ± 0.8`; why there is none where there is none. */
function saySeen({share, gap}: BackendFigures): string {
	if (gap !== undefined) return {missing: 'no series', stale: 'stale', 'too-soon': 'too soon'}[gap.why];
	if (share === undefined) return '?';
	// Under half a tenth the interval would be shown as none.
	return `${share.percent.toFixed(1)} ± ${Math.max(0.1, share.plusMinus).toFixed(1)}`;
}

/** Errors, latency, and who counted what; or the one line why nothing is known. */
export function measuredLines(
	{signs}: Theme,
	roles: ReadonlyMap<string, Role>,
	read: MeasureRead | undefined,
): readonly Line[] {
	if (read === undefined) return [];
	const {measured, oldBecause} = read;
	if (measured.state === 'unmeasured') {
		const {says, hint} = measured;
		return [[segment(`   not measured: ${neutral([says, hint].filter(Boolean).join(' '))}`, 'dim')]];
	}
	const known = measured.backends.filter(({gap}) => gap === undefined);
	const each = (say: (backend: BackendFigures) => string): Segment[] =>
		known.flatMap(backend => [
			segment(`  ${neutral(backend.name)} `, roles.get(backend.name)),
			segment(neutral(say(backend))),
		]);
	const warning = (says: string): Line => [segment(` ${signs.warning} ${neutral(says)}`, 'warning')];
	return [
		[segment('   errors', 'dim'), ...each(sayErrors)],
		...(known.some(({p99}) => p99 !== undefined)
			? [[segment('   p99   ', 'dim'), ...each(({p99}) => sayBucket(p99))]]
			: []),
		[segment(`   ${neutral(sayProvenance(measured))}`, 'dim')],
		...measured.backends.flatMap(backend => sayGap(backend, measured) ?? []).map(warning),
		...measured.remarks.map(warning),
		...(oldBecause === undefined ? [] : [warning(`These figures are old: ${oldBecause.says}`)]),
	];
}

/** `0.12 %`, `100 % (503 UF)`, `none of 4920`. */
function sayErrors({failed, requests, failures}: BackendFigures): string {
	if (requests === 0) return 'no requests';
	if (failed === 0) return `none of ${Math.round(requests)}`;
	const percent = (100 * failed) / requests;
	const what = failures
		.slice(0, 2)
		.map(each => each.what)
		.join(', ');
	return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))} % (${what})`;
}

/** The bucket that holds it: `100 to 250 ms`, `over 10 s`. */
export function sayBucket(bucket: LatencyBucket | undefined): string {
	if (bucket === undefined) return 'not known';
	const {aboveMs, toMs} = bucket;
	if (toMs === undefined) return `over ${sayMs(aboveMs)}`;
	if (aboveMs === 0) return `up to ${sayMs(toMs)}`;
	const isSameUnit = aboveMs >= 1000 === toMs >= 1000;
	return `${isSameUnit ? sayMs(aboveMs).split(' ')[0] : sayMs(aboveMs)} to ${sayMs(toMs)}`;
}

export function sayMs(ms: number): string {
	return ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`;
}

const sides: Readonly<Record<Side, string>> = {
	gateway: 'as the callers see it',
	pods: 'as its pods see it: what reaches no pod is missing',
};

const extents: Readonly<Record<Extent, string>> = {
	rule: 'this rule alone',
	object: 'all rules of this object',
	backend: 'all that reaches these versions, by whatever way',
};

function sayProvenance({meter, source, side, extent, windowMs, at}: Figures): string {
	const seconds = Math.round(windowMs / 1000);
	return `seen by ${meter} in ${source}, ${sides[side]}; ${extents[extent]}; the ${seconds} s to ${sayMoment(at)}`;
}

function sayGap({name, gap}: BackendFigures, {source}: Figures): string | undefined {
	if (gap?.why === 'missing') return `${source} has no series of ${name}: what it gets is not known.`;
	if (gap?.why === 'stale') return `Nothing was counted of ${name} since ${sayMoment(gap.since)}.`;
	return undefined;
}
