import {existsSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {
	enteringRules,
	manifests,
	notGranted,
	onlyRead,
	operatingRules,
	shiftingRules,
	viewerRules,
} from '../manifests.ts';
import {actions} from '../source/actions/index.ts';
import {objectives} from '../source/objectives/index.ts';
import {resourceViews} from '../source/resources/index.ts';
import {sources} from '../source/traffic/splits.ts';
import {trafficCases} from './kit/traffic-cases.ts';

type Rule = ReturnType<typeof viewerRules>[number];

function grants(rules: readonly Rule[], verb: string, group: string, resource: string): boolean {
	return rules.some(
		rule => rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes(verb),
	);
}

test.each([...manifests()])('%s is what the tables make: npm run docs', (path, text) => {
	expect(existsSync(path)).toBe(true);
	expect(readFileSync(path, 'utf8')).toBe(text);
});

test.each(resourceViews.map(view => [view.name, view] as const))('a viewer may read %s', (name, view) => {
	for (const verb of ['get', 'list', 'watch'])
		expect(grants(viewerRules(), verb, view.group, view.plural)).toBe(name !== 'secrets');
});

test('nobody is granted secrets, a wildcard, or rights over rights', () => {
	const all = [...viewerRules(), ...shiftingRules(), ...operatingRules()];
	const granted = all.flatMap(({apiGroups, resources, verbs}) => [...apiGroups, ...resources, ...verbs]);
	expect(granted).not.toContain('*');
	expect(granted).not.toContain('secrets');
	expect(granted).not.toContain('rbac.authorization.k8s.io');
});

test('a viewer may change nothing', () => {
	const verbs = new Set(viewerRules().flatMap(rule => rule.verbs));
	expect([...verbs].sort()).toEqual(['get', 'list', 'watch']);
});

/** What the plans of all fixtures write, by the objects that their patches name. */
const written = trafficCases().flatMap(({name, objects, expectedFile}) => {
	const {runs = []} = JSON.parse(readFileSync(expectedFile, 'utf8'));
	const patches: {of: string}[] = runs.flatMap(({patches = []}) => patches);
	return patches.map(({of}) => {
		const kind = of.split(/[ .]/)[0]!;
		const {apiVersion = ''} = objects.find(object => object.kind === kind) ?? {};
		const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : '';
		const source = sources.find(each => each.group === group && each.kind === kind);
		const resource = kind === 'Deployment' ? 'deployments/scale' : (source?.plural ?? kind);
		return {group, resource, name};
	});
});

test('a shifter may write whatever a shift or a drain writes', () => {
	expect(written.length).toBeGreaterThan(100);
	const missing = written.filter(({group, resource}) => !grants(shiftingRules(), 'patch', group, resource));
	expect([...new Set(missing.map(({group, resource, name}) => `${resource}.${group} (${name})`))]).toEqual(
		[],
	);
});

test('an operator may write, or delete, every kind that an action names', () => {
	const kinds = actions.flatMap(action => action.kinds.map(kind => ({action: action.name, kind})));
	const missing = kinds.filter(({action, kind}) => {
		const [plural = '', ...group] = kind.split('.');
		if (onlyRead.includes(plural) || action === 'exec' || action === 'port-forward') return false;
		const verb = action === 'delete' ? 'delete' : 'patch';
		return !grants([...shiftingRules(), ...operatingRules()], verb, group.join('.'), plural);
	});
	expect(missing.map(({action, kind}) => `${action} ${kind}`)).toEqual([]);
});

test('an operator may set bounds and empty nodes', () => {
	const rules = operatingRules();
	for (const [verb, group, resource] of [
		['patch', 'autoscaling', 'horizontalpodautoscalers'],
		['patch', 'keda.sh', 'scaledobjects'],
		['patch', '', 'nodes'],
		['create', '', 'pods/eviction'],
	] as const)
		expect(grants(rules, verb, group, resource), resource).toBe(true);
	expect(grants(viewerRules(), 'list', 'policy', 'poddisruptionbudgets')).toBe(true);
	for (const resource of ['nodes', 'namespaces', 'secrets'])
		expect(grants(rules, 'delete', '', resource), resource).toBe(false);
});

test('only a debugger may enter pods, by whichever verb the server asks for', () => {
	for (const verb of ['create', 'get'])
		for (const resource of ['pods/exec', 'pods/portforward']) {
			expect(grants(enteringRules(), verb, '', resource), `${verb} ${resource}`).toBe(true);
			const others = [...viewerRules(), ...shiftingRules(), ...operatingRules()];
			expect(grants(others, verb, '', resource), `${verb} ${resource}`).toBe(false);
		}
});

test('who may shift may announce it, and a viewer may not', () => {
	expect(grants(shiftingRules(), 'create', '', 'events')).toBe(true);
	expect(grants(viewerRules(), 'create', '', 'events')).toBe(false);
});

test('an operator may make what objectives make, and take it back, but for secrets and rights', () => {
	for (const kind of objectives.flatMap(({makes, kinds}) => (makes ? kinds : []))) {
		const [plural = '', ...group] = kind.split('.');
		for (const verb of ['create', 'delete'])
			expect(grants(operatingRules(), verb, group.join('.'), plural), `${verb} ${kind}`).toBe(
				!notGranted.includes(plural!),
			);
	}
});
