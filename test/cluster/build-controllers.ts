import {join} from 'node:path';
import {buildInTurn, builtAs} from './go-build.ts';

/**
 * The programs of others that tests run beside the control plane. Each is a Go
 * module of its own, for each wants other versions of the same libraries, and is
 * built by the first test that needs it.
 */
const controllers = {
	rollouts: {
		what: 'The controller of Argo Rollouts',
		source: 'github.com/argoproj/argo-rollouts/cmd/rollouts-controller',
	},
	flagger: {what: 'Flagger', source: '.'},
	traefik: {what: 'Traefik', source: 'github.com/traefik/traefik/v3/cmd/traefik'},
} as const;

export type Controller = keyof typeof controllers;

/** Builds the program, unless it is there as it would be built, and returns where it is. */
export async function buildController(name: Controller): Promise<string> {
	const target = builtAs(name);
	process.stderr.write(`Building ${name}; the first time this takes some minutes.\n`);
	await buildInTurn({...controllers[name], module: join(import.meta.dirname, name), target});
	return target;
}
