/** The identity of pods: a service account that has to be there before them. */
import {forbidden} from '../api/status.ts';
import type {Cluster} from '../cluster.ts';
import {serviceAccounts} from '../kinds/configuration.ts';
import {isMirror, pods} from '../kinds/pods.ts';
import type {KubernetesObject} from '../object.ts';

/**
 * Refuses a new pod whose service account is missing. The default one is never missed: it comes a moment
 * after its namespace, and again when it is deleted, and the real server waits for it.
 */
export function refuseMissingAccount({store}: Cluster, pod: KubernetesObject, name: string): void {
	const account: string | undefined = pod.spec.serviceAccountName;
	if (!account) return;
	if (isMirror(pod)) throw forbidden(pods, name, 'a mirror pod may not reference service accounts');
	const {namespace} = pod.metadata;
	if (account === 'default' || store.get(serviceAccounts, namespace, account)) return;
	const missing = `serviceaccount ${JSON.stringify(account)} not found`;
	throw forbidden(pods, name, `error looking up service account ${namespace}/${account}: ${missing}`);
}
