import {parseArgs} from 'node:util';
import {startControlPlane} from './control-plane.ts';

const help = `A real Kubernetes control plane for tests, with fake nodes, on 127.0.0.1 alone.

  npm run cluster -- [--nodes N] [--crds all|NAME,...] [--port N] [--data-dir DIRECTORY]

  --nodes N             how many fake nodes (3)
  --crds all|NAME,...   custom resources to install: gateway-api, smi, istio, argo-rollouts,
                        flagger, knative, kserve, traefik, contour, openshift, linkerd,
                        f5, seldon, kruise, keda, fluxcd, argo-cd, spark-operator.
                        Beside all one may name gateway-api-experimental instead of gateway-api, and
                        argo-rollouts-smi or linkerd-smi instead of smi
  --port N              the API server's port (any free one)
  --data-dir DIRECTORY  keeps everything there; a later run finds the same objects
                        (a temporary directory, removed at the end)

It needs Go, and the first build takes some minutes. When it is ready it prints a line
KUBECONFIG=FILE, the administrator's; beside that file are viewer, ns-viewer, ns-editor,
nobody and tester. It stays until Ctrl-C or SIGTERM.

Take care: exec into its pods runs the command on this machine, as the user who started
it, and every other user of this machine can reach the port that does so.
`;

const usage = {
	nodes: {type: 'string', default: '3'},
	crds: {type: 'string', default: ''},
	port: {type: 'string', default: '0'},
	'data-dir': {type: 'string'},
	help: {type: 'boolean', short: 'h'},
} as const;

class UsageError extends Error {}

async function main(): Promise<void> {
	const {values} = readArguments();
	if (values.help) {
		process.stdout.write(help);
		return;
	}
	const abort = new AbortController();
	const told = toldToStop().then(() => abort.abort());
	const plane = await startControlPlane({
		nodes: wholeNumber('--nodes', values.nodes),
		port: wholeNumber('--port', values.port),
		crds: values.crds,
		directory: values['data-dir'],
		tell: line => process.stderr.write(`${line}\n`),
		signal: abort.signal,
	}).catch(error => {
		// Being told to stop while starting is not a failure.
		if (!abort.signal.aborted) throw error;
	});
	if (!plane) return;
	process.stdout.write(`KUBECONFIG=${plane.kubeconfig}\n`);
	const problem = await Promise.race([told, plane.ended]);
	await plane.stop();
	if (problem !== undefined) throw new Error(`The control plane ended by itself: ${problem}`);
}

/**
 * Resolves at the first signal to end, or when the parent has gone: npm passes
 * a signal on to a shell that dies of it without telling us.
 */
function toldToStop(): Promise<void> {
	const parent = process.ppid;
	return new Promise(resolve => {
		for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
		setInterval(() => process.ppid !== parent && resolve(), 500).unref();
	});
}

function readArguments() {
	try {
		return parseArgs({options: usage});
	} catch (error) {
		const [says] = (error as Error).message.split('\n');
		throw new UsageError(`${says!.replace(/\.?$/, '.')} See npm run cluster -- --help.`);
	}
}

function wholeNumber(flag: string, text: string): number {
	if (/^\d{1,5}$/.test(text)) return Number(text);
	throw new UsageError(`${flag} takes a whole number, not "${text}".`);
}

try {
	await main();
} catch (error) {
	process.stderr.write(`${(error as Error).message}\n`);
	process.exitCode = error instanceof UsageError ? 2 : 1;
}
