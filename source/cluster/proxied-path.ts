/** Where in the cluster something listens that is asked through the API server. */
export type Listener = {
	readonly namespace: string;
	readonly name: string;
	/** A number or a name. */
	readonly port: string;
	readonly isTls?: true | undefined;
};

/** The way of the API server into a Service or pod: `/api/v1/namespaces/NS/services/NAME:PORT/proxy/…`. */
export function proxiedPath(
	plural: 'services' | 'pods',
	{namespace, name, port, isTls}: Listener,
	path: string,
): string {
	const listener = `${isTls ? 'https:' : ''}${encodeURIComponent(name)}:${encodeURIComponent(port)}`;
	return `/api/v1/namespaces/${encodeURIComponent(namespace)}/${plural}/${listener}/proxy${path}`;
}
