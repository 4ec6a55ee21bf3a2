import {expect, test} from 'vitest';
import {smi} from '../../source/traffic/smi.ts';
import {thousandthsIn} from '../../source/traffic/smi-quantity.ts';
import {servedAs} from '../../source/traffic/splits.ts';

test.each([
	[1, 1000],
	['1', 1000],
	['500m', 500],
	['0.5', 500],
	['1.005', 1005],
	['1500m', 1500],
	['1k', 1_000_000],
	[0, 0],
	['0m', 0],
	['0.0005', undefined],
	['0.5m', undefined],
	[-1, undefined],
	['-1', undefined],
	['1Ki', undefined],
	['', undefined],
	[undefined, undefined],
	[null, undefined],
	[true, undefined],
])('weight %j is %s thousandths', (weight, thousandths) => {
	expect(thousandthsIn(weight)).toBe(thousandths);
});

test.each([
	[['v1alpha1', 'v1alpha2'], 'v1alpha1'],
	[['v1alpha2'], 'v1alpha2'],
	[['v1alpha4', 'v1alpha3', 'v1alpha2', 'v1alpha1'], 'v1alpha4'],
	[['v1alpha3', 'v1alpha2'], 'v1alpha3'],
	[['v1beta9'], undefined],
])('of %j served, %s is read', (served, read) => {
	const [source] = smi.sources;
	const kinds = served.map(version => ({
		group: 'split.smi-spec.io',
		version,
		plural: 'trafficsplits',
		kind: 'TrafficSplit',
		namespaced: true,
	}));
	expect(servedAs(source!, kinds)?.version).toBe(read);
});
