import {sayMoment} from '../model/moment.ts';
import {sayKind} from '../model/ref.ts';
import {championOf, type Rollout} from '../model/rollout.ts';
import type {PodCount} from '../model/split.ts';
import {sayState} from '../resources/rollouts.ts';
import {experimentOf, measuredOf, measuringTrouble} from '../store/lists/analyses.ts';
import {areRolloutsListed, engineTitle, type LedRow, rolloutOf} from '../store/lists/rollouts.ts';
import {splitOf} from '../store/lists/splits.ts';
import {type MeasureRead, measureOf} from '../store/measures.ts';
import {abortLately, proofOf} from '../store/proof.ts';
import {phaseOf} from '../store/run.ts';
import type {Screen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {drivenSplits} from '../store/workloads.ts';
import {neutral} from '../terminal/neutral.ts';
import {trim} from '../traffic/weights.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {type WeightRow, weightLines} from '../ui/weight-bar.tsx';
import {analysisSection, experimentSection} from './analysis-lines.ts';
import {inColumns, type Section, sectionLines} from './detail-text.ts';
import {measuredLines, seenCell} from './measured-lines.ts';
import {verdictLines} from './proof-lines.ts';
import {drivenSection, ownersSection, podsSection, versionSection} from './rollout-makeup.ts';
import {
	chartSections,
	deadlineSection,
	incidentSections,
	leftSection,
	stepSection,
	toneOf,
	warningSection,
} from './rollout-sections.ts';
import {sayLeft, sayPassed} from './span-words.ts';
import {wrapWords} from './wrap.ts';

/** From this width on, what it consists of stands beside what it goes through. */
const twoColumns = 130;

/** A change of version that an engine leads: why it stopped, before all else; then what it gets, measures, and is made of. */
export function rolloutLines(theme: Theme, state: State, screen: Screen, width: number): readonly Line[] {
	const led = rolloutOf(state, screen.subject?.uid);
	if (led === undefined) return goneLines(state, screen);
	const head = [
		...whyLines(theme, state, led, width),
		...abortLines(theme, state, led, width),
		...runLines(theme, state, led, width),
		...weightLines(theme, {rows: weightRows(state, led), width}),
		...seenLines(theme, state, led, width),
		...pastLines(theme, state, led, width),
	];
	const isTwo = width >= twoColumns;
	const column = isTwo ? Math.floor((width - 1) / 2) : width;
	const goes = [
		...measuredSections(theme, state, led, column),
		...stepSection(theme, state, led),
		...deadlineSection(state, led, column),
		...leftSection(theme, state, led),
		...incidentSections(theme, state, screen, column),
	];
	const charts = chartSections(theme, state, led, screen, {width: column, measured: measuredKey(state, led)});
	const beware = warningSection(theme, led, column);
	const consists = [
		...versionSection(theme, state, led, column),
		...drivenSection(theme, state, led, column),
	];
	const around = [...ownersSection(theme, led, column), ...podsSection(theme, state, led, column)];
	if (!isTwo) {
		const sections = [...goes, ...consists, ...beware, ...around];
		return [...head, ...[...charts, ...sections].flatMap(section => sectionLines(theme, section, width))];
	}
	return [
		...head,
		[],
		...inColumns(theme, [...goes, ...beware], [...consists, ...charts, ...around], column),
	];
}

function goneLines(state: State, {subject}: Screen): readonly Line[] {
	const says = areRolloutsListed(state)
		? `The rollout ${subject?.name ?? ''} is gone.`
		: 'Loading the rollout.';
	return [[], [segment(`  ${neutral(says)}`)], [segment('  esc goes back.', 'dim')]];
}

/** Its title: the object, and what leads it. */
export function rolloutTitle({part, rollout}: LedRow): Line {
	const {resource, namespace, name} = part.ref;
	return [
		segment(` ${resource.kind} ${neutral(`${namespace}/${name}`)}`, 'title'),
		segment(`  ${engineTitle(rollout.engine)}, ${rollout.strategy}`, 'dim'),
	];
}

/** Why it does not go on, or that it does, and for how long that has been so. */
function whyLines(theme: Theme, state: State, led: LedRow, width: number): readonly Line[] {
	const {rollout} = led;
	const tone = toneOf(led);
	const says = rollout.waits?.says ?? sayWell(rollout);
	return [
		...wrapWords(
			[segment(` ${theme.signs[tone]} `, tone), segment(neutral(says), tone === 'bad' ? 'bad' : 'title')],
			width - 1,
			3,
		),
		...wrapWords(
			[
				segment(`   ${neutral(sayState(rollout))}`, tone),
				segment(saySince(rollout, state.now), 'dim'),
				...leftOf(rollout, state.now),
				...wayOut(led),
			],
			width - 1,
			3,
		),
	];
}

/** What became of its last abort, for as long as it may be asked about. */
function abortLines(theme: Theme, state: State, {part}: LedRow, width: number): readonly Line[] {
	const run = abortLately(state, part.ref);
	const proof = run && proofOf(state, run);
	if (proof === undefined) return [];
	return verdictLines(theme, proof.verdict).flatMap(line => wrapWords([segment(' '), ...line], width - 1, 3));
}

/** The verb without a key that goes on from here, which no footer shows. */
function wayOut({part, rollout}: LedRow): Line {
	const {isAborted, isPaused, isPromoted} = rollout;
	if (isAborted && !isPromoted && part.refusals.retry === undefined)
		return [segment('  '), segment(':retry', 'key'), segment(' begins it again')];
	if (isPaused && part.refusals.resume === undefined)
		return [segment('  '), segment(':resume', 'key'), segment(' lets it go on')];
	return [];
}

/** Where nothing holds it: what it says of itself. */
function sayWell(rollout: Rollout): string {
	const {pods, message, isPromoted} = rollout;
	const champion = championOf(rollout)?.revision;
	if (!isPromoted) return message || 'It goes on by itself.';
	// Pods of the version before count as available too, as long as they are there.
	const available = pods && Math.min(pods.available, pods.wanted);
	const counts = pods === undefined ? '' : `, ${available} of ${pods.wanted} pods available`;
	return `No update is under way: ${champion || 'the one version'} takes all traffic${counts}.`;
}

function saySince({waits, isPaused, leftovers}: Rollout, now: number): string {
	const byHand = isPaused ? leftovers.find(({what}) => what === 'paused' || what === 'suspended') : undefined;
	const since = waits?.since ?? byHand?.since;
	return since === undefined ? '' : ` for ${sayPassed(since, now)}, since ${sayMoment(since)}`;
}

function leftOf({waits}: Rollout, now: number): Line {
	if (waits?.until === undefined) return [];
	const left = segment(`  ${sayLeft(waits.until, now)}`, 'accent');
	return waits.until > now ? [left, segment(' left')] : [left];
}

/** What was asked for here and is not there yet. */
function runLines({signs}: Theme, state: State, {uid}: LedRow, width: number): readonly Line[] {
	return state.runs
		.filter(run => phaseOf(run) === 'applying' && run.plan?.steps.some(({target}) => target.uid === uid))
		.flatMap(({says, progress}) =>
			wrapWords(
				[
					segment(` ${signs.progress} ${neutral(says)}`, 'progress'),
					segment(neutral(`: ${progress || 'written'}`)),
				],
				width - 1,
				3,
			),
		);
}

/** By the split it is; a version that is alone gets everything. */
function weightRows(state: State, led: LedRow): readonly WeightRow[] {
	const {uid, rollout} = led;
	const split = splitOf(state, `${uid}/`);
	const {weight} = rollout;
	const seen = seenOf(state, led);
	const desired = weight.desired === undefined ? undefined : (weight.desired * 100) / weight.max;
	if (split === undefined) {
		return rollout.versions
			.filter(({role}) => role === 'champion')
			.map(({service, revision, pods}) => ({
				name: neutral(service ?? revision),
				role: 'champion',
				set: 100,
				...sayPods(pods),
			}));
	}
	return split.backends.map(({name, role, share, pods}): WeightRow => {
		const set = share === null ? null : Math.round(share * 10) / 10;
		const asked = desired === undefined ? undefined : role === 'champion' ? 100 - desired : desired;
		return {
			name: neutral(name),
			role,
			set,
			...(asked !== undefined && asked !== set && {asked: Number(trim(asked))}),
			seen: seenCell(seen, name),
			...sayPods(rollout.versions.find(version => version.role === role)?.pods ?? pods),
		};
	});
}

function sayPods(pods: PodCount | undefined): Pick<WeightRow, 'pods'> {
	return pods === undefined ? {} : {pods: `${pods.ready}/${pods.wanted}`};
}

/** What was measured of its versions. */
function seenOf(state: State, led: LedRow): MeasureRead | undefined {
	return measureOf(state, measuredKey(state, led));
}

/** Its own split, or a route that it drives: the engine may know the versions by other names than a gateway. */
function measuredKey(state: State, led: LedRow): string {
	const own = `${led.uid}/`;
	const keys = [own, ...drivenSplits(state, led).map(({key}) => key)];
	const reads = keys.filter(key => measureOf(state, key) !== undefined);
	return reads.find(key => measureOf(state, key)?.measured.state === 'measured') ?? reads[0] ?? own;
}

function seenLines(theme: Theme, state: State, led: LedRow, width: number): readonly Line[] {
	const roles = new Map(splitOf(state, `${led.uid}/`)?.backends.map(({name, role}) => [name, role]));
	return measuredLines(theme, roles, seenOf(state, led)).flatMap(line => wrapWords(line, width - 1, 3));
}

/** Routes that give its challenger another share than its engine says: somebody wrote past it, or it has yet to follow. */
function pastLines({signs}: Theme, state: State, led: LedRow, width: number): readonly Line[] {
	const challenger = splitOf(state, `${led.uid}/`)?.backends.find(({role}) => role === 'challenger');
	if (challenger === undefined || challenger.share === null) return [];
	return drivenSplits(state, led).flatMap(({ref, backends}) => {
		const routed = backends.find(({name}) => name === challenger.name)?.share;
		if (typeof routed !== 'number' || Math.abs(routed - challenger.share!) < 1) return [];
		const says = `${sayKind(ref.resource)} ${ref.name} gives ${challenger.name} ${trim(Math.round(routed * 10) / 10)} %, which is not what the engine says.`;
		return wrapWords([segment(` ${signs.warning} ${neutral(says)}`, 'warning')], width - 1, 3);
	});
}

/** What is measured of it; where runs may not be read, what its own object mentions. */
function measuredSections(theme: Theme, state: State, led: LedRow, width: number): readonly Section[] {
	const unread = sayUnread(state, led);
	const trial = experimentOf(state, led);
	const trials =
		trial === undefined
			? []
			: [
					experimentSection(theme, trial.experiment, state.now, width),
					...trial.runs.map(each => analysisSection(theme, each, unread, width)),
				];
	return [...measuredOf(state, led).map(each => analysisSection(theme, each, unread, width)), ...trials];
}

/** Why the metrics of a run that is mentioned are not known. */
function sayUnread(state: State, led: LedRow): string {
	const trouble = measuringTrouble(state, led);
	if (trouble !== undefined) return `Its metrics are unknown: ${trouble.says}`;
	return state.streams.analysisruns?.hasListed
		? 'Its run is not there any more.'
		: 'Reading what it measures.';
}
