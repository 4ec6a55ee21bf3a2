import {Box} from 'ink';
import type {ReactElement} from 'react';
import {keyNamed} from '../commands/key-words.ts';
import {shortfallOf} from '../measure/shortfall.ts';
import {sayKind} from '../model/ref.ts';
import {isDead, type Split, whyUnproved} from '../model/split.ts';
import {askedShares} from '../store/asked-shares.ts';
import {areChangesBeside, chartAfter, chartsShown} from '../store/charts.ts';
import {draftShares, pickedBackend} from '../store/draft.ts';
import {drainMarks, sayDrainMark} from '../store/drain-marks.ts';
import {isSpaced} from '../store/geometry.ts';
import {staleSince} from '../store/link.ts';
import {areSplitsListed, splitOf} from '../store/lists/splits.ts';
import {measureOf} from '../store/measures.ts';
import {drainLately, proofOf} from '../store/proof.ts';
import type {ChartName, Screen} from '../store/screen.ts';
import {screenStaleSince} from '../store/select.ts';
import type {State} from '../store/state.ts';
import {podsBehind} from '../store/workloads.ts';
import {neutral} from '../terminal/neutral.ts';
import {acceptanceOf} from '../traffic/acceptance.ts';
import {dialectOf} from '../traffic/index.ts';
import {knownChampion} from '../traffic/roles.ts';
import {trim} from '../traffic/weights.ts';
import {Faded} from '../ui/faded.tsx';
import {saySince} from '../ui/header.tsx';
import type {DigitSize} from '../ui/large-digits.ts';
import {largeWeightLines, largeWeightsHeight} from '../ui/large-weights.tsx';
import {type Line, segment, spread} from '../ui/line.ts';
import {Lines} from '../ui/lines.tsx';
import {Panel} from '../ui/panel.tsx';
import {type Theme, useTheme} from '../ui/theme.ts';
import {type WeightRow, weightLines} from '../ui/weight-bar.tsx';
import {Incident, incidentHeight, incidentTitle} from './incident.tsx';
import {incidentLines} from './incident-lines.ts';
import type {ScreenProps} from './list.tsx';
import {measuredLines, seenCell} from './measured-lines.ts';
import {podLines} from './pod-lines.ts';
import {keptLine, verdictLines} from './proof-lines.ts';
import {drawnChart} from './version-charts.ts';
import {wrapWords} from './wrap.ts';

/** One split: what each version gets, what a draft would give it, how the shares moved, and what else reaches them. */
export function SplitScreen({state, screen, width, height}: ScreenProps): ReactElement {
	const theme = useTheme();
	const split = splitOf(state, screen.subject?.uid);
	if (split === undefined) return <Lines lines={goneLines(state, screen)} width={width} height={height} />;
	const roles = new Map(split.backends.map(({name, role}) => [name, role]));
	const notes = [
		draftLine(split, screen),
		...[
			...markLines(theme, state, split),
			...drainLines(theme, state, split),
			...measuredLines(theme, roles, measureOf(state, split.key)),
			...shortfallOf(split, measureOf(state, split.key)?.measured).map(
				({says}): Line => [segment(` ${theme.signs.bad} ${neutral(says)}`, 'bad')],
			),
			...noteLines(theme, split, state),
		].flatMap(line => wrapWords(line, width - 1, 3)),
	];
	const rows = weightRows(state, screen, split);
	const size = isSpaced(state) ? largestSize(theme, rows.length, height - 1 - notes.length) : undefined;
	const weights =
		size === undefined ? weightLines(theme, {rows, width}) : largeWeightLines(theme, {rows, width, size});
	const head = [titleLine(theme, state, split, width), ...weights];
	const room = height - head.length - notes.length - 1;
	const chart = room >= leastChart ? Math.min(room, mostChart) : 0;
	const happened = areChangesBeside(state)
		? incidentHeight(theme, state, screen, width, room - chart - 1)
		: 0;
	const pods = room - chart - 1 - happened;
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0}>
			<Lines lines={head} width={width} height={head.length} />
			<Lines lines={notes} width={width} height={Math.min(notes.length, height - head.length)} />
			{chart > 0 && (
				<SplitCharts state={state} screen={screen} split={split} width={width} height={chart + 1} />
			)}
			{happened > 0 && <Incident state={state} screen={screen} width={width} height={happened} />}
			{pods >= leastPods && <SplitPods state={state} split={split} width={width} height={pods + 1} />}
		</Box>
	);
}

const leastChart = 5;
const mostChart = 16;
const leastPods = 3;

/** As large as there is room for beside the chart; the chart gives way before the digits do. */
function largestSize({isUnicode}: Theme, backends: number, room: number): DigitSize | undefined {
	const sizes: readonly DigitSize[] = isUnicode ? ['tall', 'short'] : ['tall'];
	for (const beside of [leastChart + 1, 0]) {
		const size = sizes.find(each => largeWeightsHeight(backends, each) + beside <= room);
		if (size !== undefined) return size;
	}
	return undefined;
}

/** Where there is room: the pods behind the split, those that fare badly first. */
function SplitPods({
	state,
	split,
	width,
	height,
}: Omit<ScreenProps, 'screen'> & {readonly split: Split}): ReactElement {
	const theme = useTheme();
	const pods = [...new Set(split.backends.flatMap(backend => podsBehind(state, backend)))];
	const since = staleSince(state, ['pods']);
	const old = since === undefined ? '' : `, ${saySince(since, state.wallTime)}`;
	return (
		<Faded when={since !== undefined}>
			<Panel title="Pods behind it" says={`${pods.length}${old}`} width={width} height={height}>
				<Lines
					lines={podLines(theme, state, pods, {width, most: height - 1})}
					width={width}
					height={height - 1}
				/>
			</Panel>
		</Faded>
	);
}

/** The chosen chart, and the next one beside it where there is room for two. */
function SplitCharts({
	state,
	screen,
	split,
	width,
	height,
}: ScreenProps & {readonly split: Split}): ReactElement {
	const theme = useTheme();
	const names = chartsShown(state, screen);
	const each = Math.floor((width - (names.length - 1)) / names.length);
	const charted = {versions: split.backends, shares: split.key, measured: split.key, subject: split.key};
	return (
		<Box width={width} height={height} flexShrink={0} columnGap={1}>
			{names.map((name, n) => {
				const {title, says, lines} =
					name === 'changes'
						? {title: incidentTitle, says: '', lines: incidentLines(theme, state, screen, each)}
						: drawnChart(theme, state, charted, name, {width: each, height: height - 1});
				return (
					<Panel
						key={name}
						title={title}
						says={n === names.length - 1 ? withNext(title, says, {state, screen, width: each}) : says}
						width={each}
						height={height}
					>
						<Lines lines={lines} width={each} height={height - 1} />
					</Panel>
				);
			})}
		</Box>
	);
}

const chartWords: Readonly<Record<ChartName, string>> = {
	share: 'shares',
	errors: 'errors',
	p99: 'latency',
	cpu: 'CPU',
	memory: 'memory',
	changes: 'changes',
};

/** What the key draws next is named where it will be, as the footer has no room for it; nothing where the title would be cut short for that. */
function withNext(
	title: string,
	says: string,
	{state, screen, width}: Pick<ScreenProps, 'state' | 'screen' | 'width'>,
): string {
	const next = `${keyNamed('next-chart', state)}: ${chartWords[chartAfter(state, screen)]}`;
	const both = [says, next].filter(Boolean).join(', ');
	return title.length + both.length + panelMargin <= width ? both : says;
}

/** What a panel puts around its title and what it says. */
const panelMargin = 8;

function goneLines(state: State, {subject}: Screen): readonly Line[] {
	const says = areSplitsListed(state) ? `The split ${subject?.name ?? ''} is gone.` : 'Loading the split.';
	return [[], [segment(`  ${neutral(says)}`)], [segment('  esc goes back.', 'dim')]];
}

function titleLine(theme: Theme, state: State, split: Split, width: number): Line {
	const {ref, rule, match, dialect} = split;
	const title = dialectOf(split)?.title ?? dialect;
	const left: Line = [
		segment(` ${sayKind(ref.resource)} ${neutral(`${ref.namespace}/${ref.name}`)}`, 'title'),
		segment(neutral(rule === '' ? '' : `  rule ${rule}`)),
		segment(neutral(match === '' ? '  takes everything' : `  takes ${match}`), 'dim'),
	];
	const since = screenStaleSince(state);
	const end =
		since === undefined ? acceptance(theme, split) : [segment(saySince(since, state.wallTime), 'warning')];
	return spread(left, [segment(`  ${title}  `, 'dim'), ...end, segment(' ')], width, theme.glyphs.ellipsis);
}

const acceptanceTones = {
	accepted: 'good',
	behind: 'progress',
	refused: 'bad',
	'not-reported': 'dim',
} as const;

function acceptance({signs}: Theme, split: Split): Line {
	const accepted = acceptanceOf(split);
	if (accepted === undefined) return [];
	const {state, says} = accepted;
	const tone = acceptanceTones[state];
	return [segment(state === 'not-reported' ? says : `${signs[tone]} ${says}`, tone)];
}

function weightRows(state: State, screen: Screen, split: Split): WeightRow[] {
	const drafts = draftShares(split, screen.draft);
	const asked = askedShares(state, split);
	const picked = pickedBackend(split, screen);
	const measure = measureOf(state, split.key);
	return split.backends.map(({name, role, share, pods}, b) => ({
		name: neutral(name),
		role,
		set: inTenths(share) ?? null,
		asked: inTenths(asked?.[b]),
		draft: inTenths(drafts?.[b]),
		seen: seenCell(measure, name),
		pods: pods && `${pods.ready}/${pods.wanted}`,
		isSelected: name === picked,
	}));
}

function inTenths(share: number | null | undefined): number | undefined {
	return share === null || share === undefined ? undefined : Math.round(share * 10) / 10;
}

function draftLine(split: Split, screen: Screen): Line {
	const {draft} = screen;
	if (draft === undefined) return [];
	const shares = draftShares(split, draft);
	if (shares === undefined) return [segment('   The backends changed under the draft: esc drops it.', 'bad')];
	const moves = split.backends.flatMap(({name, share}, b) => {
		const by = Math.round((shares[b]! - (share ?? 0)) * 10) / 10;
		return by === 0 ? [] : [`${by > 0 ? '+' : ''}${trim(by)} ${name}`];
	});
	const says = moves.length === 0 ? 'as it stands' : moves.join(', ');
	return [segment(neutral(`   draft: ${says}`), 'draft')];
}

/** Whoever comes later sees that somebody took a version out, and how it comes back. */
function markLines({signs}: Theme, state: State, split: Split): readonly Line[] {
	const mark = drainMarks(state).get(split.key);
	if (mark === undefined) return [];
	return [[segment(` ${signs.progress} drained ${neutral(sayDrainMark(mark, state.wallTime))}`, 'progress')]];
}

/** What became of the last drain of it, for as long as it may be asked about. */
function drainLines(theme: Theme, state: State, split: Split): readonly Line[] {
	const run = drainLately(state, split);
	const proof = run && proofOf(state, run);
	const kept = drainMarks(state).get(split.key)?.drain.proof;
	const lines =
		proof !== undefined
			? verdictLines(theme, proof.verdict)
			: kept === undefined
				? []
				: [keptLine(theme, kept)];
	return lines.map(line => [segment(' '), ...line]);
}

/** What an operator should know before touching it. */
function noteLines({signs}: Theme, split: Split, {writeUnproved}: State): readonly Line[] {
	const warning = (says: string): Line => [segment(` ${signs.warning} ${neutral(says)}`, 'warning')];
	const starved = split.backends.filter(each => (each.share ?? 0) > 0 && isDead(each));
	const short = split.backends.filter(
		({pods}) => pods !== undefined && pods.ready > 0 && pods.ready < pods.wanted,
	);
	return [
		...(split.lockedBecause === undefined ? [] : [warning(split.lockedBecause)]),
		...starved.map(({name, share}) => warning(`${name} takes ${trim(share!)} % and has no ready pod.`)),
		...short.map(({name, pods}) => warning(`${name} has ${pods!.ready} of ${pods!.wanted} pods ready.`)),
		...(knownChampion(split.backends) === undefined
			? [[segment(' No mark says which version is the champion: the heavier one is shown as such.', 'dim')]]
			: []),
		...split.backends
			.filter(({image}) => image)
			.map(
				({name, image, role}): Line => [
					segment(`   ${neutral(name)} `, role),
					segment(neutral(`runs ${image}`), 'dim'),
				],
			),
		...split.also.map(({says}): Line => [segment(` ${signs.progress} also: ${neutral(says)}`, 'dim')]),
		...split.warnings.map(warning),
		...(split.unproved === undefined
			? []
			: [
					warning(
						whyUnproved(split, writeUnproved) ?? `${split.unproved} The configuration allows writing it.`,
					),
				]),
		...split.owners.map(({name, evidence, revertsWhen}) =>
			warning(`${name} reverts ${revertsWhen}: ${evidence}`),
		),
	];
}
