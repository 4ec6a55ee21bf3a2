import {expect, test} from 'vitest';
import {parseConfiguration} from '../../source/configuration/configuration.ts';
import {metricsFor} from '../../source/configuration/metrics-settings.ts';

const parsed = (metrics: string) =>
	parseConfiguration(`contexts:\n  eu1:\n    metrics: ${metrics}\n`, 'config.yaml');

const namedIn = 'metrics of context eu1 in config.yaml';

test.each([
	['off', {isOff: true}],
	['{pods: true}', {pods: true}],
	[
		'{url: "https://m.example.com/x", tokenFile: /t}',
		{source: {type: 'url', url: 'https://m.example.com/x', tokenFile: '/t'}, namedIn},
	],
	[
		'{service: "monitoring/prometheus:9090"}',
		{
			source: {type: 'service', namespace: 'monitoring', name: 'prometheus', port: '9090', prefix: ''},
			namedIn,
		},
	],
	[
		'{service: "https:m/vmselect:http/select/0/prometheus", pods: true}',
		{
			source: {
				type: 'service',
				namespace: 'm',
				name: 'vmselect',
				port: 'http',
				prefix: '/select/0/prometheus',
				isTls: true,
			},
			namedIn,
			pods: true,
		},
	],
])('%s', (text, settings) => {
	const configuration = parsed(text);
	if (!configuration.ok) throw new Error(configuration.trouble.says);
	expect(configuration.value.faults).toEqual([]);
	expect(metricsFor('eu1', configuration.value.configuration, 'config.yaml')).toEqual(settings);
	expect(metricsFor('us1', configuration.value.configuration, 'config.yaml')).toEqual({});
});

test.each([
	['on', 'must be off, or hold'],
	['{urls: x}', 'and not urls'],
	['{url: prometheus}', 'needs an http(s) address'],
	['{service: prometheus}', 'needs NAMESPACE/NAME:PORT'],
	['{service: "a/b:90/../../x"}', 'needs NAMESPACE/NAME:PORT'],
	['{service: "a/b:90", url: "https://x.example.com"}', 'either a url or a service'],
	['{service: "a/b:90", tokenFile: /t}', 'only with a url'],
	['{url: "http://m.example.com", tokenFile: /t}', 'a token only over https'],
	['{pods: maybe}', 'true or false for pods'],
])('%s is refused by its line', (text, says) => {
	const configuration = parsed(text);
	if (!configuration.ok) throw new Error(configuration.trouble.says);
	expect(configuration.value.faults).toMatchObject([{line: 3, says: expect.stringContaining(says)}]);
});
