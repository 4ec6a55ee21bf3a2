import {readFileSync} from 'node:fs';
import {Agent, request} from 'node:https';
import {load} from 'js-yaml';

/** Any object of the API; tests know which fields they may ask for. */
// biome-ignore lint/suspicious/noExplicitAny: what the API server answers is of many shapes.
export type Json = any;

export interface Answer {
	readonly status: number;
	readonly body: Json;
	/** The API server's warnings, without their number and agent. */
	readonly warnings: readonly string[];
}

export type PatchType = 'json-patch' | 'merge-patch' | 'strategic-merge-patch';

/**
 * Speaks to an API server with nothing in between, so that tests see the bytes
 * they send and the status they get. Takes a kubeconfig with its certificates
 * or token inside, as `npm run cluster` writes it.
 */
export class RawApi {
	readonly #server: URL;
	readonly #agent: Agent;
	readonly #authorization: Readonly<Record<string, string>>;

	constructor(kubeconfig: string) {
		const {clusters, users} = load(readFileSync(kubeconfig, 'utf8')) as Json;
		const {cluster} = clusters[0];
		const {user} = users[0];
		this.#server = new URL(cluster.server);
		this.#agent = new Agent({
			keepAlive: true,
			ca: decode(cluster['certificate-authority-data']),
			cert: decode(user['client-certificate-data']),
			key: decode(user['client-key-data']),
		});
		this.#authorization = user.token ? {authorization: `Bearer ${user.token}`} : {};
	}

	get(path: string): Promise<Answer> {
		return this.send('GET', path);
	}

	/** Posts a new object to its collection. */
	create(path: string, object: Json): Promise<Answer> {
		return this.send('POST', path, JSON.stringify(object));
	}

	delete(path: string): Promise<Answer> {
		return this.send('DELETE', path);
	}

	/** Sends the operations of a JSON Patch; text goes out as it is. */
	patch(path: string, patch: Json | string, type: PatchType = 'json-patch'): Promise<Answer> {
		const text = typeof patch === 'string' ? patch : JSON.stringify(patch);
		return this.send('PATCH', path, text, `application/${type}+json`);
	}

	send(method: string, path: string, text?: string, contentType = 'application/json'): Promise<Answer> {
		const headers: Record<string, string> = {accept: 'application/json', ...this.#authorization};
		if (text !== undefined) headers['content-type'] = contentType;
		return new Promise((resolve, reject) => {
			const asked = request(new URL(path, this.#server), {method, headers, agent: this.#agent}, response => {
				let body = '';
				response.setEncoding('utf8').on('data', chunk => {
					body += chunk;
				});
				response.on('error', reject).on('end', () => {
					const warnings = [response.headers.warning ?? []]
						.flat()
						.map(line => line.replace(/^299 - "|"$/g, ''));
					resolve({status: response.statusCode!, body: parse(body), warnings});
				});
			});
			asked.on('error', reject).end(text);
		});
	}

	/** Asks again until the object is as wanted; returns it. Throws after a minute. */
	async until(path: string, isSo: (object: Json) => boolean): Promise<Json> {
		for (let attempt = 0; attempt < 600; attempt++) {
			const {status, body} = await this.get(path);
			if (status === 200 && isSo(body)) return body;
			await new Promise(resolve => setTimeout(resolve, 100));
		}
		throw new Error(`${path} did not become as wanted; it is ${JSON.stringify((await this.get(path)).body)}`);
	}

	/** Every state the object went through after the one given, the last one included. */
	async history(path: string, since: Json): Promise<Json[]> {
		const [collection, name] = [path.slice(0, path.lastIndexOf('/')), since.metadata.name];
		const from = `resourceVersion=${since.metadata.resourceVersion}&fieldSelector=metadata.name%3D${name}`;
		const {body} = await this.get(`${collection}?watch=true&timeoutSeconds=1&${from}`);
		const lines = typeof body === 'string' ? body.trim().split('\n').map(parse) : [body];
		return lines.filter(({type}) => type === 'MODIFIED').map(({object}) => object);
	}

	/** Makes a namespace of a name nobody has, in which pods can be created. */
	async createNamespace(prefix: string): Promise<string> {
		const {body} = await this.create('/api/v1/namespaces', {metadata: {generateName: `${prefix}-`}});
		const name = body.metadata.name;
		await this.until(`/api/v1/namespaces/${name}/serviceaccounts/default`, () => true);
		return name;
	}

	close(): void {
		this.#agent.destroy();
	}
}

function decode(base64: string | undefined): Buffer | undefined {
	return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

function parse(body: string): Json {
	try {
		return JSON.parse(body);
	} catch {
		return body;
	}
}
