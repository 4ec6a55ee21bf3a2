export type KubeconfigOptions = {
	/** Contexts by name, with the address of each one's API server. */
	readonly servers: Readonly<Record<string, string>>;
	readonly current: string;
	/** The certificate, in PEM, that signed those of the servers. */
	readonly authority: string;
	readonly token: string;
	/** Where scenarios in which one has to log in again keep the token of the day. */
	readonly tokenFile: string;
	/** Contexts that use that file. */
	readonly losing: readonly string[];
	/** Contexts of clusters that have no namespace of a shop: what is made there without another word must have a place. */
	readonly shopless?: readonly string[];
};

/** A kubeconfig with one cluster and one context for each scenario, the current one first. */
export function kubeconfigText(options: KubeconfigOptions): string {
	const {servers, current, token, tokenFile, losing, shopless = []} = options;
	const names = Object.keys(servers).sort((a, b) => Number(b === current) - Number(a === current));
	const authority = Buffer.from(options.authority).toString('base64');
	const clusters = names.map(
		name =>
			`- name: ${name}\n  cluster:\n    server: ${servers[name]}\n    certificate-authority-data: ${authority}\n`,
	);
	const contexts = names.map(
		name =>
			`- name: ${name}\n  context:\n    cluster: ${name}\n    namespace: ${shopless.includes(name) ? 'default' : 'shop'}\n    user: ${losing.includes(name) ? 'demo-by-login' : 'demo'}\n`,
	);
	return `apiVersion: v1
kind: Config
clusters:
${clusters.join('')}users:
- name: demo
  user:
    token: ${token}
- name: demo-by-login
  user:
    tokenFile: ${JSON.stringify(tokenFile)}
contexts:
${contexts.join('')}current-context: ${current}
`;
}
