/** Who may change an object back, on what evidence, and when. */
export type Owner = {
	readonly name: string;
	readonly evidence: string;
	readonly revertsWhen: string;
	/** `undone`: a write here is reverted, so another lever is needed; `warned`: worth saying, not worth refusing. */
	readonly effect: 'undone' | 'warned';
	readonly instead?: string;
};
