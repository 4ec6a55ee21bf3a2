// Certificates made on the spot (X.509 in DER, signed with ECDSA), so that the
// repository holds no private keys and none of them ever expires in a drawer.
import {createSign, generateKeyPairSync, type KeyObject, randomBytes} from 'node:crypto';

export type Certificate = {readonly cert: string; readonly key: string; readonly signer: Signer};

type Signer = {readonly name: string; readonly privateKey: KeyObject};

export type Wish = {
	readonly name: string;
	/** IPv4 addresses and host names it is good for. */
	readonly addresses?: readonly string[];
	/** Without one the certificate signs itself. */
	readonly signer?: Signer;
	readonly from?: Date;
	readonly until?: Date;
};

export function makeCertificate({name, addresses = [], signer, from, until}: Wish): Certificate {
	const {publicKey, privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
	const own = {name, privateKey};
	const by = signer ?? own;
	const body = sequence(
		explicit(0, integer(Buffer.from([2]))),
		integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
		ecdsaWithSha256,
		commonName(by.name),
		sequence(time(from ?? daysFromNow(-1)), time(until ?? daysFromNow(1))),
		commonName(name),
		publicKey.export({type: 'spki', format: 'der'}),
		explicit(3, sequence(...(signer ? [alternativeNames(addresses)] : [isAuthority()]))),
	);
	const signature = createSign('sha256').update(body).sign(by.privateKey);
	const whole = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
	return {
		cert: pem('CERTIFICATE', whole),
		key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
		signer: own,
	};
}

export function daysFromNow(days: number): Date {
	return new Date(Date.now() + days * 24 * 60 * 60 * 1000);
}

const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));

function alternativeNames(addresses: readonly string[]): Buffer {
	const names = addresses.map(address =>
		/^[\d.]+$/.test(address)
			? tagged(0x87, Buffer.from(address.split('.').map(Number)))
			: tagged(0x82, Buffer.from(address)),
	);
	return sequence(oid('551d11'), tagged(0x04, sequence(...names)));
}

function isAuthority(): Buffer {
	return sequence(oid('551d13'), tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff])))));
}

function commonName(name: string): Buffer {
	return sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))));
}

function time(date: Date): Buffer {
	return tagged(0x18, Buffer.from(`${date.toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`));
}

function oid(hex: string): Buffer {
	return tagged(0x06, Buffer.from(hex, 'hex'));
}

function integer(bytes: Buffer): Buffer {
	return tagged(0x02, bytes);
}

function explicit(number: number, content: Buffer): Buffer {
	return tagged(0xa0 + number, content);
}

function sequence(...parts: readonly Buffer[]): Buffer {
	return tagged(0x30, ...parts);
}

/** Tag, length, value. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const {length} = content;
	const size =
		length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function pem(label: string, der: Buffer): string {
	const lines = der.toString('base64').match(/.{1,64}/g)!;
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
