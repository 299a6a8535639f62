// What a manifest needs so that those who apply it from Git read what was meant.

/** The readers that manifests are made for. */
export type DeliveryProfile = 'both' | 'argocd' | 'flux' | 'neutral';
