import type {RawApi} from './raw-api.ts';

/** On a pod: its containers run as processes of this machine. On a namespace: so do those of all pods made in it. */
export const asProcesses = {'testcluster/runs': 'processes'} as const;

/** Makes a namespace of a name nobody has, whose pods run as processes. */
export async function processNamespace(api: RawApi, prefix: string): Promise<string> {
	const metadata = {generateName: `${prefix}-`, annotations: asProcesses};
	const {body} = await api.create('/api/v1/namespaces', {metadata});
	const name = body.metadata.name;
	await api.until(`/api/v1/namespaces/${name}/serviceaccounts/default`, () => true);
	// Pods mount it, and it comes later than the account.
	await api.until(`/api/v1/namespaces/${name}/configmaps/kube-root-ca.crt`, () => true);
	return name;
}
