import type {Readable} from 'node:stream';

/**
 * Hands over every chunk of a body in order. Answers undefined at its proper
 * end, and the error where it was cut, stopped, or silent for `idleMs`.
 */
export function consume(
	body: Readable,
	idleMs: number | undefined,
	take: (chunk: Buffer) => void,
): Promise<Error | undefined> {
	return new Promise(resolve => {
		const expire = () => body.destroy(Object.assign(new Error('silent'), {code: 'ETIMEDOUT'}));
		const timer = idleMs === undefined ? undefined : setTimeout(expire, idleMs);
		const end = (error?: Error) => {
			clearTimeout(timer);
			resolve(error);
		};
		body.on('data', (chunk: Buffer) => {
			timer?.refresh();
			if (!body.destroyed) take(chunk);
		});
		body.on('end', () => end());
		body.on('error', end);
		body.on('close', () => end(body.readableEnded ? undefined : premature()));
	});
}

function premature(): Error {
	return Object.assign(new Error('closed before its end'), {code: 'ERR_STREAM_PREMATURE_CLOSE'});
}

/** A body as text, for what is known to be small; it is read no further once there are `most` bytes. */
export async function readText(
	body: Readable,
	idleMs: number,
	most = Number.POSITIVE_INFINITY,
): Promise<string | Error> {
	const chunks: Buffer[] = [];
	let size = 0;
	const error = await consume(body, idleMs, chunk => {
		chunks.push(chunk);
		size += chunk.length;
		if (size >= most) body.destroy();
	});
	return (size < most ? error : undefined) ?? Buffer.concat(chunks).toString('utf8');
}
