/** Prometheus' HTTP API, in its own words. */

import type {Tree} from '../object.ts';
import {durationMs} from '../prometheus/lexer.ts';
import {type Curve, type Prometheus, UnplottableError} from '../prometheus/prometheus.ts';
import {ParseError} from '../prometheus/syntax.ts';
import {ExecutionError, type Labels, type Result, type Sample} from '../prometheus/values.ts';
import {contentType, type Exchange, readBody, send, sendText} from './exchange.ts';

/** A request that Prometheus refuses. */
class Refusal extends Error {
	readonly code: number;
	readonly errorType: string;

	constructor(code: number, errorType: string, says: string) {
		super(says);
		this.code = code;
		this.errorType = errorType;
	}
}

type Parameters = URLSearchParams;
type Endpoint = (prometheus: Prometheus, parameters: Parameters, nowMs: number) => unknown;

export async function servePrometheus(
	exchange: Exchange,
	prometheus: Prometheus,
	path: string,
	nowMs: number,
): Promise<void> {
	if (path === '/-/ready') return sendText(exchange, 200, 'Prometheus Server is Ready.\n');
	if (path === '/-/healthy') return sendText(exchange, 200, 'Prometheus Server is Healthy.\n');
	const name = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path)?.[1];
	const endpoint = name ? valuesOf(name) : endpoints[path];
	const {method} = exchange.request;
	if (!endpoint) return sendText(exchange, 404, '404 page not found\n');
	const isForm = ['/api/v1/query', '/api/v1/query_range', '/api/v1/labels', '/api/v1/series'].includes(path);
	if (method !== 'GET' && !(method === 'POST' && isForm))
		return sendText(exchange, 405, 'Method Not Allowed\n');
	try {
		const data = endpoint(prometheus, await parametersOf(exchange), nowMs);
		send(exchange, 200, {status: 'success', data});
	} catch (error) {
		const {code, errorType, message} = refusalOf(error);
		send(exchange, code, {status: 'error', errorType, error: message});
	}
}

async function parametersOf(exchange: Exchange): Promise<Parameters> {
	const isForm = contentType(exchange) === 'application/x-www-form-urlencoded';
	const parameters = new URLSearchParams(exchange.query);
	if (exchange.request.method !== 'POST' || !isForm) return parameters;
	for (const [name, value] of new URLSearchParams(await readBody(exchange))) parameters.append(name, value);
	return parameters;
}

function refusalOf(error: unknown): Refusal {
	if (error instanceof Refusal) return error;
	if (error instanceof ParseError) return invalidParameter('query', error.message);
	if (error instanceof UnplottableError) return invalidParameter('query', error.message);
	if (error instanceof ExecutionError) return new Refusal(422, 'execution', error.message);
	throw error;
}

function invalidParameter(name: string, says: string): Refusal {
	return new Refusal(400, 'bad_data', `invalid parameter ${JSON.stringify(name)}: ${says}`);
}

/** As many points as one series may have in an answer. */
const mostPoints = 11_000;

const endpoints: Readonly<Record<string, Endpoint>> = {
	'/api/v1/query': (prometheus, parameters, nowMs) => {
		const atMs = timeIn(parameters, 'time', nowMs);
		return answer(prometheus.query(parameters.get('query') ?? '', atMs), atMs);
	},
	'/api/v1/query_range': (prometheus, parameters) => {
		const fromMs = timeIn(parameters, 'start');
		const untilMs = timeIn(parameters, 'end');
		if (untilMs < fromMs) throw invalidParameter('end', 'end timestamp must not be before start time');
		const stepMs = stepIn(parameters);
		if ((untilMs - fromMs) / stepMs > mostPoints)
			throw new Refusal(
				400,
				'bad_data',
				'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
			);
		const curves = prometheus.queryRange(parameters.get('query') ?? '', fromMs, untilMs, stepMs);
		return {resultType: 'matrix', result: curves.map(curveAnswer)};
	},
	'/api/v1/series': (prometheus, parameters, nowMs) => {
		if (parameters.getAll('match[]').length === 0)
			throw new Refusal(400, 'bad_data', 'no match[] parameter provided');
		return seriesIn(prometheus, parameters, nowMs);
	},
	'/api/v1/labels': (prometheus, parameters, nowMs) =>
		distinct(seriesIn(prometheus, parameters, nowMs).flatMap(labels => Object.keys(labels))),
	'/api/v1/status/buildinfo': () => ({
		version: '3.5.0',
		revision: '',
		branch: '',
		buildUser: '',
		buildDate: '',
		goVersion: '',
	}),
};

function valuesOf(name: string): Endpoint {
	return (prometheus, parameters, nowMs) => {
		if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
			throw new Refusal(400, 'bad_data', `invalid label name: ${JSON.stringify(name)}`);
		return distinct(seriesIn(prometheus, parameters, nowMs).flatMap(labels => labels[name] ?? []));
	};
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)].sort();
}

function seriesIn(prometheus: Prometheus, parameters: Parameters, nowMs: number): readonly Labels[] {
	const fromMs = timeIn(parameters, 'start', 0);
	const untilMs = timeIn(parameters, 'end', nowMs);
	try {
		return prometheus.series(parameters.getAll('match[]'), fromMs, untilMs);
	} catch (error) {
		throw error instanceof ParseError ? invalidParameter('match[]', error.message) : error;
	}
}

/** A moment as seconds since 1970 or as RFC 3339. */
function timeIn(parameters: Parameters, name: string, otherwise?: number): number {
	const text = parameters.get(name);
	if (!text && otherwise !== undefined) return otherwise;
	const seconds = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text ?? '') ? Number(text) * 1000 : undefined;
	const atMs = seconds ?? (/^\d{4}-\d\d-\d\dT/.test(text ?? '') ? Date.parse(text!) : Number.NaN);
	if (Number.isNaN(atMs))
		throw invalidParameter(name, `cannot parse ${JSON.stringify(text ?? '')} to a valid timestamp`);
	return Math.round(atMs);
}

function stepIn(parameters: Parameters): number {
	const text = parameters.get('step') ?? '';
	const stepMs = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : durationMs(text);
	if (stepMs === undefined)
		throw invalidParameter('step', `cannot parse ${JSON.stringify(text)} to a valid duration`);
	if (stepMs <= 0)
		throw invalidParameter(
			'step',
			'zero or negative query resolution step widths are not accepted. Try a positive integer',
		);
	return Math.max(1, Math.round(stepMs));
}

function answer(result: ReturnType<Prometheus['query']>, atMs: number): Tree {
	if (result.type === 'matrix') return {resultType: 'matrix', result: result.curves.map(curveAnswer)};
	return {resultType: result.type, result: pointsOf(result, atMs)};
}

function pointsOf(result: Result, atMs: number): unknown {
	if (result.type === 'string') return [atMs / 1000, result.value];
	if (result.type === 'scalar') return point({atMs, value: result.value});
	return result.elements.map(({labels, value}) => ({metric: labels, value: point({atMs, value})}));
}

function curveAnswer({labels, samples}: Curve): Tree {
	return {metric: labels, values: samples.map(point)};
}

function point({atMs, value}: Sample): [number, string] {
	return [atMs / 1000, numberText(value)];
}

/** A number as Go writes it. */
export function numberText(value: number): string {
	if (Number.isNaN(value)) return 'NaN';
	if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
	return String(value).replace(/e([+-])(\d)$/, 'e$10$2');
}
