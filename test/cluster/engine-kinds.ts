import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Kind} from '../../source/demo/kinds/kind.ts';
import {kindsDefinedIn} from '../scenarios/defined-kinds.ts';

const here = import.meta.dirname;

/**
 * The kinds of Argo Rollouts, of Flagger and of the TrafficSplits that the
 * former writes, for the embedded cluster: by the definitions that the modules
 * of their controllers bring, and that the real control plane is given, too.
 */
export function engineKinds(): Kind[] {
	const rollouts = moduleFolder('rollouts', 'github.com/argoproj/argo-rollouts');
	const flagger = moduleFolder('flagger', 'github.com/fluxcd/flagger');
	const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');
	return [
		...ofRollouts.flatMap(name => kindsDefinedIn(read(rollouts, `manifests/crds/${name}-crd.yaml`))),
		...kindsDefinedIn(read(rollouts, 'test/e2e/crds/split.yaml'), 'v1alpha3'),
		...kindsDefinedIn(read(flagger, 'artifacts/flagger/crd.yaml')),
	];
}

const ofRollouts = [
	'rollout',
	'experiment',
	'analysis-run',
	'analysis-template',
	'cluster-analysis-template',
];

/** Where Go keeps a module that one of the programs here is built of; Go downloads it unless it has it. */
function moduleFolder(program: string, module: string): string {
	const said = execFileSync('go', ['mod', 'download', '-json', module], {cwd: join(here, program)});
	return JSON.parse(said.toString()).Dir;
}
