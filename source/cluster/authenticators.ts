import type {RequestOptions} from 'node:https';
import type {Cluster as ClusterEntry} from '@kubernetes/client-node/dist/config_types.js';
import {FileAuth} from '@kubernetes/client-node/dist/file_auth.js';
import type {Trouble} from '../model/trouble.ts';
import {execPlugin, execTrouble} from './exec-plugin.ts';
import type {Env, UserEntry} from './kubeconfig.ts';

/** Puts credentials into the options of a request, as client-node's authenticators do. */
export type Authenticator = {applyAuthentication(user: UserEntry, options: RequestOptions): Promise<void>};

/** Only a context that needs one of the rarer providers pays for loading it. */
export async function authenticatorOf(
	user: UserEntry,
	cluster: ClusterEntry,
	env: Env,
): Promise<Authenticator> {
	if (user.exec) return execPlugin(user, cluster, env);
	if (user.tokenFile) return tokenFrom(user.tokenFile);
	switch (user.authProvider?.name) {
		case 'oidc':
			return new (await import('@kubernetes/client-node/dist/oidc_auth.js')).OpenIDConnectAuth();
		case 'azure':
			return new (await import('@kubernetes/client-node/dist/azure_auth.js')).AzureAuth();
		case 'gcp':
			return new (await import('@kubernetes/client-node/dist/gcp_auth.js')).GoogleCloudPlatformAuth();
		default:
			throw new Error(`the auth-provider ${user.authProvider.name} is not known`);
	}
}

/** Reads the file again each minute, since such tokens are rotated under the reader. */
function tokenFrom(tokenFile: string): Authenticator {
	const auth = new FileAuth();
	return {
		async applyAuthentication(user, options) {
			await auth.applyAuthentication({...user, authProvider: {config: {tokenFile}}}, options);
			const headers = options.headers as {[name: string]: string};
			if (headers.Authorization) headers.Authorization = headers.Authorization.trim();
		},
	};
}

export function credentialsTrouble(user: UserEntry, error: Error): Trouble {
	if (user.exec) return execTrouble(user, error);
	return {
		reason: 'credentials',
		says: `No credentials for user ${user.name}: ${error.message}.`,
		hint: 'Log in again, then retry.',
	};
}
