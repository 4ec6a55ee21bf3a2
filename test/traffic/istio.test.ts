import {expect, test} from 'vitest';
import type {Reader} from '../../source/actions/action.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {troubled} from '../../source/model/trouble.ts';
import {prepare} from '../../source/perform/prepare.ts';
import {hostOf, isFor, serviceOf} from '../../source/traffic/istio-hosts.ts';
import {commandTyped, readerOf, trafficCases} from '../kit/traffic-cases.ts';

test.each([
	['reviews', 'reviews.shop.svc'],
	['reviews.shop.svc.cluster.local', 'reviews.shop.svc'],
	['reviews.shop.svc.corp.example', 'reviews.shop.svc'],
	['reviews.shop', 'reviews.shop'],
	['api.example.com', 'api.example.com'],
	['*.catalog.svc.cluster.local', '*.catalog.svc'],
	['*', '*'],
	['::1', '::1'],
	['', ''],
])('host %j in namespace shop is %s', (written, host) => {
	expect(hostOf(written, 'shop')).toBe(host);
});

test.each([
	['reviews.shop.svc', {name: 'reviews', namespace: 'shop'}],
	['reviews.shop', undefined],
	['api.example.com', undefined],
	['*.shop.svc', undefined],
])('the Service of %s', (host, service) => {
	expect(serviceOf(host)).toEqual(service);
});

test.each([
	['reviews.shop.svc', true],
	['*.shop.svc', true],
	['*.local', true],
	['*', true],
	['ratings.shop.svc', false],
	['*.catalog.svc', false],
	['*.example.com', false],
])('a rule for %s is for reviews.shop.svc: %s', (pattern, isMeant) => {
	expect(isFor(pattern, 'reviews.shop.svc')).toBe(isMeant);
});

type IsHidden = (plural: string, namespace: string | undefined) => boolean;

/** The command planned on the objects of a case, as somebody who may not list everything would. */
function planned(name: string, run: string, isHidden: IsHidden) {
	const {objects} = trafficCases().find(each => each.name === name)!;
	const {list, ...rest} = readerOf(objects);
	const hiding: Reader['list'] = async (resource, scope, options) =>
		isHidden(resource.plural, scope.namespace)
			? troubled({reason: 'forbidden', says: `You may not list ${resource.plural} in ${scope.namespace}.`})
			: list(resource, scope, options);
	const cluster = {...rest, list: hiding} as unknown as Cluster;
	return prepare(commandTyped(run, objects), {cluster, journal: memoryJournal(), clock: systemClock});
}

const raise = 'shift virtualservice/reviews canary=25';

test('a subset is missing only where every place was read that could have it', async () => {
	const prepared = await planned('istio/subset-missing', raise, () => false);
	expect(prepared).toMatchObject({refusal: {refused: 'out-of-bounds'}});
});

test.each(['shop', 'istio-system'])(
	'where DestinationRules of %s may not be listed a missing subset is a doubt, not a fact',
	async hidden => {
		const prepared = await planned(
			'istio/subset-missing',
			raise,
			(plural, namespace) => plural === 'destinationrules' && namespace === hidden,
		);
		const says = `Not all that belongs to it could be read: You may not list destinationrules in ${hidden}.`;
		expect(prepared).toMatchObject({plan: {concerns: [{says}]}});
	},
);

test('rules for the whole mesh that may not be listed are no matter where every subset was found', async () => {
	const prepared = await planned(
		'istio/two-versions',
		'shift virtualservice/reviews challenger=25 --rule primary',
		(_plural, namespace) => namespace === 'istio-system',
	);
	if (!('plan' in prepared)) throw new Error(JSON.stringify(prepared));
	expect(prepared.plan.concerns.filter(({says}) => says.includes('You may not'))).toEqual([]);
});
