import {expect} from 'vitest';
import {command, untilSo} from '../kit/abort-flow.ts';
import type {PseudoTerminal} from '../kit/pseudo-terminal.ts';
import type {Attached} from './attached.ts';
import {flaggerCanary, startFlagger} from './flagger.ts';
import type {Operator} from './led.ts';
import type {Json} from './raw-api.ts';
import {addRollout, canary, removeRollout, setRolloutImage, startRollouts} from './rollouts.ts';
import type {Ground} from './workloads.ts';

/** A way in which an engine leads traffic, with all that an abort of it is judged by. */
export type Variant = {
	readonly name: string;
	start(kubeconfig: string, namespace: string): Promise<Attached>;
	/** Brings a challenger that gets traffic, and trouble; `checks` is where analyses ask. */
	begin(ground: Ground, name: string, checks: string): Promise<void>;
	/** What the first screen says of it first. */
	trouble(name: string): RegExp;
	/** What the preview says. */
	readonly says: string;
	/** Whether all traffic is back at the champion, as the objects of the engine tell. */
	isBack(ground: Ground, name: string): Promise<boolean>;
	/** Switches what the engine took for new, and so holds back; undefined where it never does. */
	readonly heldBack?: string;
	/** Somebody else moves it the other way at the moment of the abort; what that makes of it may have to be asked anew. */
	disturb(ground: Ground, name: string, other: Operator): Promise<void>;
	readonly isAskedAnew?: true;
	/** What the dialog says once it is written, and in the end. */
	readonly written: RegExp;
	proof(name: string): RegExp;
	/** Brings it back by a word, or hears why not. */
	restore(ground: Ground, name: string, terminal: PseudoTerminal): Promise<void>;
	end(ground: Ground, name: string): Promise<void>;
};

const active = async (ground: Ground, name: string): Promise<string> =>
	(await ground.get('services', `${name}-stable`)).spec.selector['rollouts-pod-template-hash'];
const formerHashes = new Map<string, string>();

async function podsOf(ground: Ground, name: string, image: string): Promise<Json[]> {
	const {items} = await ground.list('pods');
	return items.filter(
		({metadata, spec}: Json) => metadata.labels.app === name && spec.containers[0].image === image,
	);
}

const unproved = (name: string) =>
	new RegExp(
		`\\d\\d:\\d\\d:\\d\\d UTC written .*Unproved: whether requests still reach ${name}\\. Nothing measures this`,
	);

const smiWeights = async (ground: Ground, name: string) =>
	(await ground.get('trafficsplits', name)).spec.backends.map(({weight}: Json) => weight);

export const variants: readonly Variant[] = [
	{
		name: 'a canary of Argo Rollouts',
		start: startRollouts,
		async begin(ground, name, checks) {
			await ground.remove('analysistemplates', 'unsure');
			await ground.add('analysistemplates', {
				apiVersion: 'argoproj.io/v1alpha1',
				kind: 'AnalysisTemplate',
				metadata: {name: 'unsure'},
				spec: {
					metrics: [
						{
							name: 'value',
							successCondition: 'result > 9',
							failureCondition: 'result < 1',
							provider: {web: {url: checks, jsonPath: '{$.value}'}},
						},
					],
				},
			});
			const analysis = {templates: [{templateName: 'unsure'}]};
			const steps = [{setWeight: 40}, {analysis}, {setWeight: 60}, {pause: {}}];
			await addRollout(ground, name, canary(name, steps, {smi: {}}), {replicas: 2});
			await setRolloutImage(ground, name, 'shop:2');
			await ground.until('rollouts', name, ({status}) =>
				status.pauseConditions?.some(({reason}: Json) => reason === 'InconclusiveAnalysisRun'),
			);
		},
		trouble: name => new RegExp(`Rollout ${name}: analysis .*is failing`),
		says: 'aborted, everything at',
		async isBack(ground, name) {
			const {spec} = await ground.get('trafficsplits', name);
			return spec.backends.every(
				({service, weight}: Json) => weight === (service === `${name}-stable` ? 100 : 0),
			);
		},
		async disturb(ground, name, other) {
			await other.done('promote', `ro/${name}`);
			expect(await smiWeights(ground, name)).toContain(60);
		},
		written: /\d\d:\d\d:\d\d UTC written/,
		proof: name => unproved(`${name}-canary`),
		async restore(ground, name, terminal) {
			await command(terminal, 'restore', 'Undo: Retry Rollout');
			await terminal.confirm();
			await untilSo(terminal, async () => (await smiWeights(ground, name)).includes(40), true);
		},
		end: removeRollout,
	},
	{
		name: 'blue-green of Argo Rollouts',
		start: startRollouts,
		async begin(ground, name) {
			const services = {activeService: `${name}-stable`, previewService: `${name}-canary`};
			const readinessProbe = {httpGet: {path: '/', port: 8080}, periodSeconds: 1};
			const blueGreen = {...services, autoPromotionEnabled: false, scaleDownDelaySeconds: 600};
			await addRollout(ground, name, {blueGreen}, {readinessProbe});
			formerHashes.set(name, await active(ground, name));
			await setRolloutImage(ground, name, 'shop:2');
			await ground.until('rollouts', name, ({status}) => status.phase === 'Paused');
			await ground.patchStatus('rollouts', name, {pauseConditions: null});
			await ground.until('rollouts', name, ({status}) => status.phase === 'Healthy');
			expect(await active(ground, name)).not.toBe(formerHashes.get(name));
			// It has switched, and now it fails.
			const [pod] = await podsOf(ground, name, 'shop:2');
			await ground.patch('pods', pod.metadata.name, [
				{op: 'add', path: '/metadata/labels/sim', value: 'unready'},
			]);
		},
		trouble: name => new RegExp(`1 pod of ${name} runs, but is not ready: `),
		says: 'back from revision 2 to 1',
		isBack: async (ground, name) => (await active(ground, name)) === formerHashes.get(name),
		disturb: (ground, name) => setRolloutImage(ground, name, 'shop:3'),
		heldBack: 'it is switched to once somebody promotes it',
		isAskedAnew: true,
		written: /Settled in/,
		proof: () =>
			/UTC written .*Unproved: whether requests still reach the version that was taken out\. Nobody tells them apart any more\.|romote .*Settled in/,
		async restore(ground, name, terminal) {
			await command(terminal, 'restore', 'Undo: ');
			await terminal.confirm();
			const image = async () => (await ground.get('rollouts', name)).spec.template.spec.containers[0].image;
			await untilSo(terminal, image, 'shop:2');
		},
		end: removeRollout,
	},
	{
		name: 'a canary of Flagger',
		start: startFlagger,
		async begin(ground, name, checks) {
			await ground.addDeployment(name, {replicas: 2});
			const webhooks = [{name: 'checks', type: 'rollout', url: checks}];
			const analysis = {stepWeight: 10, maxWeight: 50, threshold: 30, webhooks};
			await ground.add('canaries', flaggerCanary(name, analysis));
			await ground.until('canaries', name, ({status}) => status?.phase === 'Initialized');
			await ground.patch('deployments', name, [
				{op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'shop:2'},
			]);
			await ground.until(
				'canaries',
				name,
				({status}) => status?.canaryWeight >= 10 && status.failedChecks >= 1,
			);
		},
		trouble: name => new RegExp(`Canary ${name}: analysis .*is failing`),
		says: 'Flagger rolls back at its next look',
		async isBack(ground, name) {
			const {spec} = await ground.get('httproutes', name);
			return spec.rules[0].backendRefs.every(
				(backend: Json) => (backend.name === `${name}-canary` ? (backend.weight ?? 1) : 0) === 0,
			);
		},
		disturb: (ground, name) =>
			ground.patch('httproutes', name, [
				{op: 'replace', path: '/spec/rules/0/backendRefs/0/weight', value: 50},
				{op: 'replace', path: '/spec/rules/0/backendRefs/1/weight', value: 50},
			]),
		written: /\d\d:\d\d:\d\d UTC written/,
		proof: name => unproved(`${name}-canary`),
		async restore(_ground, _name, terminal) {
			await command(terminal, 'restore', 'Flagger begins again only with a changed template');
		},
		async end(ground, name) {
			await ground.remove('canaries', name);
			await ground.remove('deployments', name);
		},
	},
];
