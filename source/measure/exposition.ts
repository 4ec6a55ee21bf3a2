import type {SeriesLabels} from './series.ts';

export type Exposed = {readonly name: string; readonly labels: SeriesLabels; readonly value: number};

/**
 * The samples of these names in Prometheus' text format, version 0.0.4 (or
 * OpenMetrics, whose samples look the same). Lines that cannot be read are
 * passed over: whoever scrapes would refuse the whole, but a person is better
 * off with the rest.
 */
export function readExposition(text: string, names: ReadonlySet<string>): Exposed[] {
	return text.split('\n').flatMap(line => {
		const [, name, , body = '', number] = sampleLine.exec(line) ?? [];
		if (name === undefined || !names.has(name)) return [];
		const value = Number(number);
		return Number.isFinite(value) ? [{name, labels: readLabels(body), value}] : [];
	});
}

/** Name, labels, value; a time and an exemplar may follow. */
const sampleLine = /^([a-zA-Z_:][\w:]*)(\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\})?[ \t]+([^ \t]+)/;
const labelPair = /([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

function readLabels(body: string): SeriesLabels {
	return Object.fromEntries(
		[...body.matchAll(labelPair)].map(([, label, value]) => [
			label!,
			value!.replaceAll(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
		]),
	);
}
