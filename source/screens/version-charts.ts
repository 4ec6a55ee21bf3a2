import type {LatencyBucket} from '../model/measured.ts';
import type {Role} from '../model/split.ts';
import {pointsOf} from '../store/history.ts';
import {measuredSeries, measureOf} from '../store/measures.ts';
import {type Columns, columnsOf, sampledAt} from '../store/sampled.ts';
import type {SaturatedVersion} from '../store/saturation.ts';
import type {ChartName} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {type ChartProps, chartLines, type Series, type Tick} from '../ui/chart.tsx';
import type {Line} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {sayBucket, sayMs} from './measured-lines.ts';

/** Whose figures are drawn, and under which keys they are kept. */
export type Charted = {
	readonly versions: ReadonlyArray<{readonly name: string; readonly role: Role}>;
	/** The split whose shares moved. */
	readonly shares: string;
	/** The split that is measured: of a rollout it may be a route that it drives. */
	readonly measured: string;
	/** The uid of what is on screen. */
	readonly subject: string;
};

export type DrawnChart = {readonly title: string; readonly says: string; readonly lines: readonly Line[]};

/** What can be drawn as lines over time. */
export type DrawnName = Exclude<ChartName, 'changes'>;

const titles: Readonly<Record<DrawnName, string>> = {
	share: 'Share of traffic, in percent',
	errors: 'Errors, in percent of requests',
	p99: '99th percentile, by bucket',
	cpu: 'CPU, in percent of requests',
	memory: 'Memory of the fullest pod, in % of its limit',
};

const axisWidth = 8;
/** How long a column stands for: as little as shows all there is to know. */
const stepsMs = [2000, 5000, 10_000] as const;

/** One of the charts of an incident; whenever the weights changed is marked beneath it. */
export function drawnChart(
	theme: Theme,
	state: State,
	charted: Charted,
	name: DrawnName,
	{width, height}: {readonly width: number; readonly height: number},
): DrawnChart {
	const count = Math.max(10, width - axisWidth);
	const knownMs = state.now - beginOf(state, charted);
	const stepMs = stepsMs.find(each => each * count >= knownMs) ?? 10_000;
	// Whole steps: between two of them nothing moves, and nothing is sent.
	const columns = {until: Math.ceil(state.now / stepMs) * stepMs, stepMs, count};
	const marks = name === 'share' ? [] : columnsOf(momentsOf(state, charted), columns);
	const props = propsOf(state, charted, name, columns);
	return {
		title: titles[name],
		says: saySpan(knownMs, count * stepMs),
		lines: chartLines(theme, {...props, width, height, marks, marksSay: 'weights changed'}),
	};
}

/** `last 6 min`, and `2 of the last 6 min` where the rest of it is empty, as nobody looked yet. */
function saySpan(knownMs: number, drawnMs: number): string {
	const last = `last ${Math.round(drawnMs / minuteMs)} min`;
	if (knownMs > drawnMs - minuteMs / 2) return last;
	return `${knownMs < minuteMs ? 'less than 1' : Math.floor(knownMs / minuteMs)} of the ${last}`;
}

const minuteMs = 60_000;

/** When the first of what is drawn was known: charts that stand side by side tell of the same time. */
function beginOf(state: State, {versions, shares, measured, subject}: Charted): number {
	const firsts = versions.map(({name}) => state.history[`share/${shares}/${name}`]?.[0]);
	const known = [...firsts, measuredSeries(state, measured)[0], state.saturation[subject]?.[0]];
	return Math.min(state.now, ...known.flatMap(sample => sample?.at ?? []));
}

/** When the shares changed while sluice watched. */
function momentsOf({history}: State, {versions, shares}: Charted): readonly number[] {
	return versions.flatMap(({name}) => (history[`share/${shares}/${name}`] ?? []).slice(1).map(({at}) => at));
}

type Drawn = Pick<ChartProps, 'series' | 'min' | 'max' | 'say' | 'ticks' | 'empty'>;

function propsOf(state: State, charted: Charted, name: DrawnName, columns: Columns): Drawn {
	switch (name) {
		case 'share':
			return shareProps(state, charted, columns);
		case 'errors':
			return errorProps(state, charted, columns);
		case 'p99':
			return latencyProps(state, charted, columns);
		case 'cpu':
			return cpuProps(state, charted, columns);
		case 'memory':
			return memoryProps(state, charted, columns);
	}
}

const whole = (value: number) => String(Math.round(value));

function shareProps({history}: State, {versions, shares}: Charted, columns: Columns): Drawn {
	const series = versions.map(({name, role}) => ({
		name: neutral(name),
		look: role,
		points: pointsOf(history[`share/${shares}/${name}`], columns),
	}));
	return {series, min: 0, max: 100, say: whole};
}

function errorProps(state: State, charted: Charted, columns: Columns): Drawn {
	const samples = sampledAt(measuredSeries(state, charted.measured), columns);
	const series = charted.versions.map(({name, role}): Series => {
		const points = samples.map(sample => sample?.backends.find(each => each.name === name)?.failedPercent);
		return {
			name: neutral(name),
			look: role,
			points,
			says: sayLast(points, value => `${sayPercent(value)} %`),
		};
	});
	const top = topOf(series, [1, 2, 4, 10, 20, 40, 100]);
	const ticks = [0, top / 2, top].map(value => ({value, says: sayPercent(value)}));
	return {series, min: 0, max: top, ticks, empty: whyEmpty(state, charted)};
}

function sayPercent(value: number): string {
	return value >= 10 || Number.isInteger(value) ? whole(value) : String(Number(value.toPrecision(2)));
}

/** Buckets on a scale where doubling is a step of its own; only their own bounds are named. */
function latencyProps(state: State, charted: Charted, columns: Columns): Drawn {
	const samples = sampledAt(measuredSeries(state, charted.measured), columns);
	const ticks = new Map<number, Tick>();
	const series = charted.versions.map(({name, role}): Series => {
		const buckets = samples.map(sample => sample?.backends.find(each => each.name === name)?.p99);
		const points = buckets.map(bucket => {
			if (bucket === undefined) return undefined;
			const value = heightOf(bucket);
			ticks.set(value, {
				value,
				says: bucket.toMs === undefined ? `>${sayMs(bucket.aboveMs)}` : sayMs(bucket.toMs),
			});
			return value;
		});
		const last = buckets.at(-1);
		return {
			name: neutral(name),
			look: role,
			points,
			says: last === undefined ? 'not known' : sayBucket(last),
		};
	});
	return {series, ticks: [...ticks.values()], empty: whyEmpty(state, charted)};
}

/** The upper bound; what lies over the last bound stands above it, by how much nobody knows. */
function heightOf({aboveMs, toMs}: LatencyBucket): number {
	return toMs === undefined ? Math.log2(Math.max(1, aboveMs)) + 1 : Math.log2(Math.max(1, toMs));
}

/** What the pods of each version use, by one of its figures. */
function usedSeries(
	{saturation}: State,
	{versions, subject}: Charted,
	columns: Columns,
	figure: 'ofRequests' | 'memoryOfLimit',
	say: (last: SaturatedVersion | undefined) => string,
): readonly Series[] {
	const samples = sampledAt(saturation[subject] ?? [], columns);
	return versions.map(({name, role}) => {
		const of = samples.map(sample => sample?.versions.find(each => each.name === name));
		return {name: neutral(name), look: role, points: of.map(each => each?.[figure]), says: say(of.at(-1))};
	});
}

function cpuProps(state: State, charted: Charted, columns: Columns): Drawn {
	const series = usedSeries(state, charted, columns, 'ofRequests', saySaturation);
	const top = topOf(series, [100, 200, 400]);
	const ticks = [0, top / 2, top].map(value => ({value, says: whole(value)}));
	return {series, min: 0, max: top, ticks, empty: whyNoCpu(state, charted.subject)};
}

function memoryProps(state: State, charted: Charted, columns: Columns): Drawn {
	const series = usedSeries(state, charted, columns, 'memoryOfLimit', sayMemory);
	const ticks = [0, 50, 100].map(value => ({value, says: whole(value)}));
	return {series, min: 0, max: topOf(series, [100]), ticks, empty: whyNoMemory(state, charted.subject)};
}

function sayMemory({memoryOfLimit, memoryOfRequest}: Partial<SaturatedVersion> = {}): string {
	if (memoryOfLimit !== undefined) return `${whole(memoryOfLimit)} %`;
	return memoryOfRequest === undefined ? 'not known' : `no limit, ${whole(memoryOfRequest)} % of its request`;
}

function whyNoMemory(state: State, subject: string): string {
	const stated = state.saturation[subject]?.at(-1)?.versions ?? [];
	const requests = stated.flatMap(({name, memoryOfRequest}) =>
		memoryOfRequest === undefined ? [] : [`${neutral(name)} ${whole(memoryOfRequest)} %`],
	);
	return requests.length > 0
		? `No pod states a memory limit; of their requests: ${requests.join(', ')}.`
		: whyNoUsage(state, subject, 'No metrics of its pods, or no memory limits.');
}

function saySaturation(version: SaturatedVersion | undefined): string {
	const {ofRequests, ofLimits} = version ?? {};
	if (ofRequests === undefined && ofLimits === undefined) return 'not known';
	const limits = ofLimits === undefined ? 'no limits' : `${whole(ofLimits)} % of limits`;
	return ofRequests === undefined ? `no requests, ${limits}` : `${whole(ofRequests)} %, ${limits}`;
}

/** What a version has now; where that is not known, not what it had. */
function sayLast(points: readonly (number | undefined)[], say: (value: number) => string): string {
	const last = points.at(-1);
	return last === undefined ? 'not known' : say(last);
}

/** A round end of the scale, so that it does not move with every point. */
function topOf(series: readonly Series[], tops: readonly number[]): number {
	const most = Math.max(0, ...series.flatMap(({points}) => points.map(point => point ?? 0)));
	return tops.find(top => most <= top) ?? Math.ceil(most / 100) * 100;
}

function whyEmpty(state: State, {measured}: Charted): string {
	const read = measureOf(state, measured)?.measured;
	return read?.state === 'unmeasured' ? `Not measured: ${neutral(read.says)}` : 'No measurements yet.';
}

function whyNoCpu(state: State, subject: string): string {
	const stated = state.saturation[subject]?.at(-1)?.versions ?? [];
	const isLimited = stated.some(({ofLimits}) => ofLimits !== undefined);
	if (isLimited) return 'No pod states CPU requests to hold it against.';
	return whyNoUsage(state, subject, 'No metrics of its pods, or no CPU requests.');
}

function whyNoUsage({discovery, saturation}: State, subject: string, otherwise: string): string {
	const isServed = discovery?.resources.some(
		({group, plural}) => group === 'metrics.k8s.io' && plural === 'pods',
	);
	if (discovery !== undefined && !isServed) return 'Not known: this server has no metrics.k8s.io.';
	return saturation[subject] === undefined ? 'No measurements yet.' : otherwise;
}
