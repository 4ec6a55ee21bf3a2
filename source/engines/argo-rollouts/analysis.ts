import type {Analysis, Experiment, Metric, MetricCounts, MetricLimits} from '../../model/analysis.ts';
import type {Json, JsonObject} from '../../model/json.ts';
import {isObject, type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../../model/object.ts';
import {spanIn, timeIn} from '../times.ts';

/** An AnalysisRun: each metric of its spec with what was measured so far. */
export function readAnalysis(run: KubernetesObject): Analysis {
	const {spec = {}, status = {}} = run;
	const results = objectsIn(status.metricResults);
	const dryRun = objectsIn(spec.dryRun).map(each => textIn(each.metricName) ?? '');
	const started = timeIn(status.startedAt);
	const completed = timeIn(status.completedAt);
	return {
		name: run.metadata.name,
		status: textIn(status.phase) ?? 'Pending',
		message: textIn(status.message) ?? '',
		...(started !== undefined && {started}),
		...(completed !== undefined && {completed}),
		metrics: objectsIn(spec.metrics).map(metric => {
			const name = textIn(metric.name) ?? '';
			const result = objectIn(results.find(each => each.name === name));
			return readMetric(metric, result, result.dryRun === true || dryRun.some(each => matches(each, name)));
		}),
	};
}

/** A dry run names its metrics by an expression that must match the whole name. */
function matches(pattern: string, name: string): boolean {
	if (pattern === name) return true;
	try {
		return new RegExp(`^(?:${pattern})$`).test(name);
	} catch {
		return false;
	}
}

function readMetric(metric: JsonObject, result: JsonObject, isDryRun: boolean): Metric {
	const last = objectsIn(result.measurements).at(-1) ?? {};
	const measured = timeIn(last.finishedAt) ?? timeIn(last.startedAt);
	const [succeedsIf, failsIf, value] = [
		textIn(metric.successCondition),
		textIn(metric.failureCondition),
		textIn(last.value),
	];
	return {
		name: textIn(metric.name) ?? '',
		status: textIn(result.phase) ?? 'Pending',
		message: textIn(result.message) || textIn(last.message) || '',
		provider: providerOf(objectIn(metric.provider)),
		...(succeedsIf && {succeedsIf}),
		...(failsIf && {failsIf}),
		...(value !== undefined && {value}),
		...(measured !== undefined && {measured}),
		counts: countsOf(result),
		limits: limitsOf(metric),
		isDryRun,
	};
}

/** A plug-in is known by its own name. */
function providerOf(provider: JsonObject): string {
	const [name = ''] = Object.keys(provider);
	const plugin = objectIn(provider.plugin);
	return name === 'plugin' ? (Object.keys(plugin)[0] ?? 'plugin') : name;
}

function countsOf(result: JsonObject): MetricCounts {
	const count = (member: string) => numberIn(result[member]) ?? 0;
	return {
		measured: count('count'),
		successful: count('successful'),
		failed: count('failed'),
		inconclusive: count('inconclusive'),
		errors: count('error'),
		errorsInRow: count('consecutiveError'),
	};
}

/** With the controller's defaults: one measurement without an interval, no failure borne, four errors in a row. */
function limitsOf(metric: JsonObject): MetricLimits {
	const count = wholeIn(metric.count) || (metric.interval === undefined ? 1 : undefined);
	const inRow = wholeIn(metric.consecutiveSuccessLimit);
	return {
		...(count !== undefined && {measurements: count}),
		failed: wholeIn(metric.failureLimit) ?? 0,
		inconclusive: wholeIn(metric.inconclusiveLimit) ?? 0,
		errorsInRow: wholeIn(metric.consecutiveErrorLimit) ?? 4,
		...(inRow !== undefined && inRow > 0 && {successesInRow: inRow}),
	};
}

/** Limits are numbers or numbers as text. */
function wholeIn(value: Json | undefined): number | undefined {
	const number = typeof value === 'string' && value !== '' ? Number(value) : numberIn(value);
	return number === undefined || Number.isNaN(number) ? undefined : number;
}

/** An Experiment: the versions it runs and the analyses it judges them by. */
export function readExperiment(experiment: KubernetesObject): Experiment {
	const {spec = {}, status = {}} = experiment;
	const since = timeIn(status.availableAt);
	const spanMs = spanIn(spec.duration);
	const templates = objectsIn(status.templateStatuses);
	return {
		name: experiment.metadata.name,
		status: textIn(status.phase) ?? 'Pending',
		message: textIn(status.message) ?? '',
		...(since !== undefined && {since}),
		...(since !== undefined && spanMs !== undefined && {until: since + spanMs}),
		versions: objectsIn(spec.templates).map(({name, replicas}) => {
			const found = objectIn(templates.find(each => each.name === name));
			return {
				name: textIn(name) ?? '',
				status: textIn(found.status) ?? 'Pending',
				message: textIn(found.message) ?? '',
				pods: {ready: numberIn(found.readyReplicas) ?? 0, wanted: numberIn(replicas) ?? 1},
			};
		}),
		analyses: objectsIn(status.analysisRuns)
			.filter(isObject)
			.map(each => ({
				name: textIn(each.name) ?? '',
				run: textIn(each.analysisRun) ?? '',
				status: textIn(each.phase) ?? '',
				message: textIn(each.message) ?? '',
			})),
	};
}
