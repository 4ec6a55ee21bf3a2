import type {Analysis, Experiment, Metric} from '../model/analysis.ts';
import type {AnalysisGlance} from '../model/rollout.ts';
import {phaseTone} from '../resources/analysisruns.ts';
import type {Measured} from '../store/lists/analyses.ts';
import {neutral} from '../terminal/neutral.ts';
import {cell, type Line, segment} from '../ui/line.ts';
import type {Theme, Tone} from '../ui/theme.ts';
import type {Section} from './detail-text.ts';
import {sayLeft} from './span-words.ts';
import {wrapWords} from './wrap.ts';

const kinds: {readonly [kind in AnalysisGlance['kind']]: string} = {
	step: 'of this step',
	background: 'in the background',
	'before promotion': 'before the promotion',
	'after promotion': 'after the promotion',
	experiment: 'of the experiment',
	checks: 'checks',
};

/** One analysis: what came of it, then each metric, the worst first; `unread` says why no metric is known. */
export function analysisSection(
	theme: Theme,
	{glance, run, isFormer}: Measured,
	unread: string,
	width: number,
): Section {
	const status = run?.status ?? glance.status;
	const message = run?.message || glance.message;
	const tone = phaseTone(status);
	const says = message === '' ? [] : indented(message, tone, width);
	if (glance.kind === 'checks') return checksSection(glance, width);
	return {
		title: `Analysis ${isFormer ? 'before it stopped' : kinds[glance.kind]}`,
		says: `${neutral(glance.name)}  ${neutral(status)} ${theme.signs[tone]}`,
		lines: [
			...says,
			...(run === undefined ? indented(unread, 'dim', width) : []),
			...metricsOf(run).flatMap(metric => metricLines(theme, metric, width)),
		],
	};
}

/** An engine that keeps no object for its checks tells of them in its own. */
function checksSection({name, status, message}: AnalysisGlance, width: number): Section {
	const text = `${name}${message === '' ? '' : `  ${message}`}`;
	return {
		title: 'Checks',
		says: neutral(status),
		lines: wrapWords([segment(`   ${neutral(text)}`)], width - 1, 3),
	};
}

function metricsOf(run: Analysis | undefined): readonly Metric[] {
	const order: readonly Tone[] = ['bad', 'warning', 'progress', 'dim', 'good'];
	const place = (metric: Metric) => order.indexOf(metricTone(metric));
	return [...(run?.metrics ?? [])].sort((left, right) => place(left) - place(right));
}

/** One that still runs, and has failed already, is no good sign. */
function metricTone({status, counts, isDryRun}: Metric): Tone {
	const tone = phaseTone(status);
	if (isDryRun) return tone === 'bad' || tone === 'warning' ? 'dim' : tone;
	const isShaky = counts.failed > 0 || counts.inconclusive > 0 || counts.errorsInRow > 0;
	return tone === 'progress' && isShaky ? 'warning' : tone;
}

/** What goes well, and what has not begun, fits on one line. */
function metricLines({signs}: Theme, metric: Metric, width: number): readonly Line[] {
	const {name, status, value, message, provider, isDryRun} = metric;
	const tone = metricTone(metric);
	const head: Line = [
		segment(` ${signs[tone]} `, tone),
		cell(neutral(name), Math.min(24, Math.max(12, name.length + 1))),
		segment(`${neutral(status)}  `, tone),
		segment(value === undefined ? '' : `${neutral(value)}  `, 'title'),
	];
	const counts = `${sayCounts(metric)}${isDryRun ? '; a dry run, it decides nothing' : ''}`;
	if (tone === 'good' || tone === 'progress' || (tone === 'dim' && message === ''))
		return [[...head, segment(counts, 'dim')]];
	return [
		[...head, segment(neutral(sayConditions(metric)), 'dim')],
		...indented(counts, 'dim', width),
		...(message === '' ? [] : indented(`${provider}: ${message}`, tone, width)),
	];
}

/** `wants result[0] < 250, fails if result[0] > 400` */
function sayConditions({succeedsIf, failsIf}: Metric): string {
	return [
		...(succeedsIf === undefined ? [] : [`wants ${succeedsIf}`]),
		...(failsIf === undefined ? [] : [`fails if ${failsIf}`]),
	].join(', ');
}

/** How often it was measured and went wrong, each against what it bears. */
function sayCounts({counts, limits}: Metric): string {
	const {measured, successful, failed, inconclusive, errors, errorsInRow} = counts;
	const inRow = limits.successesInRow === undefined ? '' : `, ${limits.successesInRow} good in a row end it`;
	const parts = [
		limits.measurements === undefined
			? `${measured} measured${inRow}`
			: `${measured} of ${limits.measurements} measured`,
		...(successful > 0 ? [`${successful} good`] : []),
		...(failed > 0 || limits.failed > 0 ? [`${failed} failed, bears ${limits.failed}`] : []),
		...(inconclusive > 0 ? [`${inconclusive} inconclusive, bears ${limits.inconclusive}`] : []),
		...(errors > 0 ? [`${errorsInRow} errors in a row, bears ${limits.errorsInRow}`] : []),
	];
	return parts.join('; ');
}

function indented(text: string, tone: Tone, width: number): readonly Line[] {
	return wrapWords([segment(`     ${neutral(text)}`, tone)], width - 1, 5);
}

/** The versions that run side by side, and for how long still. */
export function experimentSection(theme: Theme, experiment: Experiment, now: number, width: number): Section {
	const {name, status, message, until, versions} = experiment;
	const tone = phaseTone(status);
	const isTimed = until !== undefined && status === 'Running';
	const left = isTimed ? `, ends ${until > now ? `in ${sayLeft(until, now)}` : sayLeft(until, now)}` : '';
	return {
		title: 'Experiment',
		says: `${neutral(name)}  ${neutral(status)}${left} ${theme.signs[tone]}`,
		lines: [
			...(message === '' ? [] : indented(message, tone, width)),
			...versions.map(
				(each): Line => [
					segment(` ${theme.signs[phaseTone(each.status)]} `, phaseTone(each.status)),
					cell(neutral(each.name), 16),
					cell(neutral(each.status), 13, phaseTone(each.status)),
					segment(`${each.pods.ready}/${each.pods.wanted} ready`),
					segment(each.message === '' ? '' : `  ${neutral(each.message)}`, 'dim'),
				],
			),
		],
	};
}
