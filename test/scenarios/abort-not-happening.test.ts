import {expect, test} from 'vitest';
import {httpRoutes} from '../../source/demo/kinds/networking.ts';
import {reweigh} from '../../source/demo/scenarios/script.ts';
import type {Json} from '../cluster/raw-api.ts';
import {dialogSays, openNamed, sayTimes, takeOut} from '../kit/abort-flow.ts';
import {calledDirectly} from './abort-worlds.ts';
import {prepareOwnStage} from './own-stage.ts';

// A drain that is written and does not help is said to within seconds, with its
// cause and the next lever.

const open = prepareOwnStage();
const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/shop';
const named = {
	trouble: /HTTPRoute shop: shop-v2 (fails|is set to 25 % and) .*of its requests/,
	row: 'HTTPRoute shop: shop-v2',
};

const weightsIn = (spec: Json) => spec.rules[0].backendRefs.map(({weight}: Json) => weight);

test.concurrent('callers who do not go by the route are noticed, and scaling to zero is named', {
	timeout: 180_000,
}, async context => {
	const {terminal, api} = await open(context, calledDirectly);
	await openNamed(terminal, named);
	const reaching = async () => weightsIn((await api.get(route)).body.spec);
	const out = await takeOut(terminal, {says: 'All traffic goes to shop-v1', reaching, drained: [100, 0]});
	const began = performance.now();
	const said = await dialogSays(terminal, /It is not happening/, 60_000);
	sayTimes('embedded, callers beside the route', {
		out,
		'said not to happen': out + performance.now() - began,
	});
	expect(said).toMatch(
		/It is not happening: [\d.]+\/s still reach shop-v2 \d+ s after it was written, because of connections that stay open, clients bound to it, or a way that is not written in these routes\. Scale shop-v2 to 0 \(:scale 0\): that ends what is bound to it\./,
	);
	expect(said).not.toContain('Nothing reaches');
});

test.concurrent('a controller that writes the weights back is noticed, and holding it is named', {
	timeout: 180_000,
}, async context => {
	const {terminal, cluster, api} = await open(context, calledDirectly);
	await openNamed(terminal, named);
	const seen: Json[] = [];
	cluster.store.onChange(({entry: {kind, object}}) => {
		if (kind !== httpRoutes) return;
		seen.push(weightsIn(object.spec));
		if (weightsIn(object.spec)[1] !== 0) return;
		cluster.clock.after(4000, () => reweigh(cluster, 'shop', 'shop', [75, 25], 'gitops'));
	});
	const reaching = async () => seen.some(each => each[1] === 0);
	const out = await takeOut(terminal, {says: 'All traffic goes to shop-v1', reaching, drained: true});
	const began = performance.now();
	const said = await dialogSays(terminal, /It is not happening/, 15_000);
	sayTimes('embedded, a controller that reverts', {
		out,
		'said not to happen': out + performance.now() - began,
	});
	expect(said).toContain(
		'It is not happening: HTTPRoute shop gives shop-v2 25 % again, so somebody wrote after you. Look who it was (d), hold that owner (:hold), and drain again.',
	);
	expect((await api.get(route)).body.spec.rules[0].backendRefs[1].weight).toBe(25);
});
