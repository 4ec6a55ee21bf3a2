import type {Json, JsonObject} from '../model/json.ts';
import {numberIn, objectIn, textIn, textsIn} from '../model/object.ts';

/** What a match of an `http` rule takes: `GET /cart* x-beta=1`; empty where it takes everything. */
export function sayHttpMatch(match: JsonObject): string {
	const uri = sayText(match.uri);
	const headers = Object.entries(objectIn(match.headers)).map(([name, value]) => sayPair(name, value));
	const without = Object.entries(objectIn(match.withoutHeaders)).map(
		([name, value]) => `not ${sayPair(name, value)}`,
	);
	const queries = Object.entries(objectIn(match.queryParams)).map(
		([name, value]) => `?${sayPair(name, value)}`,
	);
	return [
		sayText(match.method),
		sayText(match.authority),
		uri === '/*' ? '' : uri,
		...headers,
		...without,
		...queries,
		...saySource(match),
	]
		.filter(Boolean)
		.join(' ');
}

/** What a match of a `tcp` or `tls` rule takes: `port 443 shop.example.com`. */
export function sayConnectionMatch(match: JsonObject): string {
	return [...saySource(match), ...textsIn(match.sniHosts), ...textsIn(match.destinationSubnets)].join(' ');
}

function saySource(match: JsonObject): string[] {
	const port = numberIn(match.port);
	const labels = Object.entries(objectIn(match.sourceLabels)).map(([name, value]) => `${name}=${value}`);
	const namespace = textIn(match.sourceNamespace);
	const from = [...labels, ...(namespace === undefined ? [] : [namespace])];
	return [
		...(port === undefined ? [] : [`port ${port}`]),
		...(from.length > 0 ? [`from ${from.join(',')}`] : []),
		...textsIn(match.gateways).map(gateway => `at ${gateway}`),
	];
}

/** A match without a text asks only that the member is there. */
function sayPair(name: string, value: Json | undefined): string {
	const text = sayText(value);
	return text === '' ? name : `${name}=${text}`;
}

function sayText(match: Json | undefined): string {
	const {exact, prefix, regex} = objectIn(match);
	if (textIn(prefix) !== undefined) return `${textIn(prefix)}*`;
	return textIn(exact) ?? (textIn(regex) === undefined ? '' : `~${textIn(regex)}`);
}
