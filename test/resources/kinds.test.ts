import {expect, test} from 'vitest';
import type {ServedResource} from '../../source/model/cluster.ts';
import {listedKind, resolveKind} from '../../source/resources/kinds.ts';

function served(
	group: string,
	version: string,
	plural: string,
	kind: string,
	...shortNames: string[]
): ServedResource {
	const singular = kind.toLowerCase();
	return {group, version, plural, kind, namespaced: true, singular, shortNames, verbs: [], subresources: []};
}

const all = [
	served('apps', 'v1', 'deployments', 'Deployment', 'deploy'),
	served('serving.knative.dev', 'v1', 'services', 'Service', 'ksvc', 'kservice'),
	served('', 'v1', 'services', 'Service', 'svc'),
	served('metrics.k8s.io', 'v1beta1', 'pods', 'PodMetrics'),
	served('', 'v1', 'pods', 'Pod', 'po'),
	served('argoproj.io', 'v1alpha1', 'rollouts', 'Rollout', 'ro'),
	served('rollouts.kruise.io', 'v1beta1', 'rollouts', 'Rollout'),
	served('gateway.networking.k8s.io', 'v1', 'httproutes', 'HTTPRoute'),
	served('gateway.networking.k8s.io', 'v1beta1', 'httproutes', 'HTTPRoute'),
	served('policy.linkerd.io', 'v1beta3', 'httproutes', 'HTTPRoute'),
];

const only = (...groups: readonly string[]) => all.filter(each => groups.includes(each.group));

test.each([
	['deploy', all, 'apps'],
	['Deployment', all, 'apps'],
	['services', all, ''],
	['pods', all, ''],
	['ksvc', all, 'serving.knative.dev'],
	['services.serving.knative.dev', all, 'serving.knative.dev'],
	['ro', all, 'argoproj.io'],
	['rollout', only('argoproj.io'), 'argoproj.io'],
	['rollout', only('rollouts.kruise.io'), 'rollouts.kruise.io'],
	['rollouts.rollouts.kruise.io', all, 'rollouts.kruise.io'],
	['rollout.v1alpha1.argoproj.io', all, 'argoproj.io'],
	['httproute', all, 'gateway.networking.k8s.io'],
	['httproute', only('policy.linkerd.io'), 'policy.linkerd.io'],
	['httproute.policy.linkerd.io', all, 'policy.linkerd.io'],
])('%s is of one group', (word, resources, group) => {
	expect(resolveKind(word, resources)).toMatchObject({group});
});

test('of one group in several versions the preferred one is taken, which comes first', () => {
	expect(resolveKind('httproutes', only('gateway.networking.k8s.io'))).toMatchObject({version: 'v1'});
});

test.each([
	['trafficsplit', 'v1alpha1'],
	['ts', 'v1alpha1'],
	['trafficsplits.split.smi-spec.io', 'v1alpha1'],
	['trafficsplits.v1alpha2.split.smi-spec.io', 'v1alpha2'],
])('%s comes in the version that splits are read in, unless another is named', (word, version) => {
	const versions = ['v1alpha2', 'v1alpha1'].map(each =>
		served('split.smi-spec.io', each, 'trafficsplits', 'TrafficSplit', 'ts'),
	);
	expect(resolveKind(word, versions)).toMatchObject({version});
});

test.each([
	['rollout', 'rollouts.argoproj.io or rollouts.rollouts.kruise.io'],
	['Rollouts', 'rollouts.argoproj.io or rollouts.rollouts.kruise.io'],
])('%s in two groups is refused with both named', (word, names) => {
	expect(resolveKind(word, all)).toMatchObject({
		refused: 'usage',
		says: `${word} means ${names} here.`,
		hint: expect.stringContaining('with its group'),
	});
});

test('a word that no kind bears is refused with those that begin like it', () => {
	expect(resolveKind('rolling', all)).toMatchObject({
		refused: 'not-found',
		hint: 'It has rollouts.argoproj.io, rollouts.rollouts.kruise.io.',
	});
});

test('a word spelled nearly as a kind is refused with that first', () => {
	expect(resolveKind('deploymnets', all)).toMatchObject({
		refused: 'not-found',
		hint: 'It has deployments.apps.',
	});
});

const stored = {...served('', 'v1', 'pods', 'Pod'), verbs: ['get', 'list', 'watch'], subresources: ['log']};
const asked = {...served('authentication.k8s.io', 'v1', 'tokenreviews', 'TokenReview'), verbs: ['create']};

test('what can be listed is; a question and a part of an object are refused with what to do instead', () => {
	expect(listedKind('po', [{...stored, shortNames: ['po']}])).toMatchObject({plural: 'pods'});
	expect(listedKind('pods/log', [stored])).toMatchObject({refused: 'usage', hint: 'List pods instead.'});
	expect(listedKind('tokenreview', [asked])).toMatchObject({
		refused: 'usage',
		says: 'tokenreviews.authentication.k8s.io cannot be listed: this server offers create on it, and nothing else.',
		hint: expect.stringContaining('kubectl create'),
	});
	expect(listedKind('nothing', [stored])).toMatchObject({refused: 'not-found'});
});
