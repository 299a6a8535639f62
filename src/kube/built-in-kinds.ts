// The kinds that Kubernetes and Kyverno bring along, as data. What a CustomResourceDefinition teaches is added in kinds.ts.
import type { KindFacts } from '../model/inventory.ts';

/** Kinds of one group: `Kind/plural`, by scope. Versions are those ever served that matter, the preferred one first. */
interface KindGroup {
  readonly group: string;
  readonly versions: readonly string[];
  readonly namespaced?: string;
  readonly cluster?: string;
}

const GROUPS: readonly KindGroup[] = [
  {
    group: '',
    versions: ['v1'],
    namespaced: `Binding/bindings ConfigMap/configmaps Endpoints/endpoints Event/events LimitRange/limitranges
      PersistentVolumeClaim/persistentvolumeclaims Pod/pods PodTemplate/podtemplates ReplicationController/replicationcontrollers
      ResourceQuota/resourcequotas Secret/secrets Service/services ServiceAccount/serviceaccounts`,
    cluster: 'ComponentStatus/componentstatuses Namespace/namespaces Node/nodes PersistentVolume/persistentvolumes',
  },
  {
    group: 'apps',
    versions: ['v1', 'v1beta2', 'v1beta1'],
    namespaced: `ControllerRevision/controllerrevisions DaemonSet/daemonsets Deployment/deployments ReplicaSet/replicasets
      StatefulSet/statefulsets`,
  },
  { group: 'batch', versions: ['v1', 'v1beta1'], namespaced: 'CronJob/cronjobs Job/jobs' },
  {
    group: 'autoscaling',
    versions: ['v2', 'v1', 'v2beta2', 'v2beta1'],
    namespaced: 'HorizontalPodAutoscaler/horizontalpodautoscalers',
  },
  {
    group: 'networking.k8s.io',
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    namespaced: 'Ingress/ingresses NetworkPolicy/networkpolicies',
    cluster: 'IngressClass/ingressclasses IPAddress/ipaddresses ServiceCIDR/servicecidrs',
  },
  {
    group: 'rbac.authorization.k8s.io',
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    namespaced: 'Role/roles RoleBinding/rolebindings',
    cluster: 'ClusterRole/clusterroles ClusterRoleBinding/clusterrolebindings',
  },
  { group: 'policy', versions: ['v1', 'v1beta1'], namespaced: 'PodDisruptionBudget/poddisruptionbudgets' },
  { group: 'policy', versions: ['v1beta1'], cluster: 'PodSecurityPolicy/podsecuritypolicies' },
  {
    group: 'storage.k8s.io',
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    namespaced: 'CSIStorageCapacity/csistoragecapacities',
    cluster: `CSIDriver/csidrivers CSINode/csinodes StorageClass/storageclasses VolumeAttachment/volumeattachments
      VolumeAttributesClass/volumeattributesclasses`,
  },
  {
    group: 'storagemigration.k8s.io',
    versions: ['v1beta1', 'v1alpha1'],
    cluster: 'StorageVersionMigration/storageversionmigrations',
  },
  {
    group: 'apiextensions.k8s.io',
    versions: ['v1', 'v1beta1'],
    cluster: 'CustomResourceDefinition/customresourcedefinitions',
  },
  {
    group: 'admissionregistration.k8s.io',
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    cluster: `MutatingAdmissionPolicy/mutatingadmissionpolicies MutatingAdmissionPolicyBinding/mutatingadmissionpolicybindings
      MutatingWebhookConfiguration/mutatingwebhookconfigurations ValidatingAdmissionPolicy/validatingadmissionpolicies
      ValidatingAdmissionPolicyBinding/validatingadmissionpolicybindings
      ValidatingWebhookConfiguration/validatingwebhookconfigurations`,
  },
  { group: 'scheduling.k8s.io', versions: ['v1', 'v1beta1', 'v1alpha1'], cluster: 'PriorityClass/priorityclasses' },
  { group: 'coordination.k8s.io', versions: ['v1', 'v1beta1'], namespaced: 'Lease/leases' },
  { group: 'coordination.k8s.io', versions: ['v1beta1', 'v1alpha2'], namespaced: 'LeaseCandidate/leasecandidates' },
  { group: 'discovery.k8s.io', versions: ['v1', 'v1beta1'], namespaced: 'EndpointSlice/endpointslices' },
  { group: 'events.k8s.io', versions: ['v1', 'v1beta1'], namespaced: 'Event/events' },
  { group: 'node.k8s.io', versions: ['v1', 'v1beta1', 'v1alpha1'], cluster: 'RuntimeClass/runtimeclasses' },
  {
    group: 'certificates.k8s.io',
    versions: ['v1', 'v1beta1'],
    cluster: 'CertificateSigningRequest/certificatesigningrequests',
  },
  {
    group: 'certificates.k8s.io',
    versions: ['v1beta1', 'v1alpha1'],
    cluster: 'ClusterTrustBundle/clustertrustbundles',
  },
  {
    group: 'certificates.k8s.io',
    versions: ['v1beta1', 'v1alpha1'],
    namespaced: 'PodCertificateRequest/podcertificaterequests',
  },
  {
    group: 'flowcontrol.apiserver.k8s.io',
    versions: ['v1', 'v1beta3', 'v1beta2', 'v1beta1'],
    cluster: 'FlowSchema/flowschemas PriorityLevelConfiguration/prioritylevelconfigurations',
  },
  { group: 'apiregistration.k8s.io', versions: ['v1', 'v1beta1'], cluster: 'APIService/apiservices' },
  {
    group: 'authentication.k8s.io',
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    cluster: 'SelfSubjectReview/selfsubjectreviews TokenReview/tokenreviews',
  },
  {
    group: 'authorization.k8s.io',
    versions: ['v1', 'v1beta1'],
    namespaced: 'LocalSubjectAccessReview/localsubjectaccessreviews',
    cluster: `SelfSubjectAccessReview/selfsubjectaccessreviews SelfSubjectRulesReview/selfsubjectrulesreviews
      SubjectAccessReview/subjectaccessreviews`,
  },
  {
    group: 'resource.k8s.io',
    versions: ['v1', 'v1beta2', 'v1beta1', 'v1alpha3'],
    namespaced: 'ResourceClaim/resourceclaims ResourceClaimTemplate/resourceclaimtemplates',
    cluster: 'DeviceClass/deviceclasses ResourceSlice/resourceslices',
  },
  { group: 'resource.k8s.io', versions: ['v1alpha3'], cluster: 'DeviceTaintRule/devicetaintrules' },
  {
    group: 'internal.apiserver.k8s.io',
    versions: ['v1alpha1'],
    cluster: 'StorageVersion/storageversions',
  },
  {
    group: 'kyverno.io',
    versions: ['v1', 'v2beta1'],
    namespaced: 'Policy/policies',
    cluster: 'ClusterPolicy/clusterpolicies',
  },
  {
    group: 'kyverno.io',
    versions: ['v2', 'v2beta1', 'v2alpha1'],
    namespaced: 'CleanupPolicy/cleanuppolicies PolicyException/policyexceptions',
    cluster: 'ClusterCleanupPolicy/clustercleanuppolicies GlobalContextEntry/globalcontextentries',
  },
  { group: 'kyverno.io', versions: ['v2', 'v1beta1'], namespaced: 'UpdateRequest/updaterequests' },
  {
    group: 'policies.kyverno.io',
    versions: ['v1', 'v1beta1', 'v1alpha1'],
    namespaced: `NamespacedDeletingPolicy/namespaceddeletingpolicies NamespacedGeneratingPolicy/namespacedgeneratingpolicies
      NamespacedImageValidatingPolicy/namespacedimagevalidatingpolicies NamespacedMutatingPolicy/namespacedmutatingpolicies
      NamespacedValidatingPolicy/namespacedvalidatingpolicies PolicyException/policyexceptions`,
    cluster: `DeletingPolicy/deletingpolicies GeneratingPolicy/generatingpolicies ImageValidatingPolicy/imagevalidatingpolicies
      MutatingPolicy/mutatingpolicies ValidatingPolicy/validatingpolicies`,
  },
  {
    group: 'reports.kyverno.io',
    versions: ['v1'],
    namespaced: 'EphemeralReport/ephemeralreports',
    cluster: 'ClusterEphemeralReport/clusterephemeralreports',
  },
  {
    group: 'wgpolicyk8s.io',
    versions: ['v1alpha2', 'v1beta1'],
    namespaced: 'PolicyReport/policyreports',
    cluster: 'ClusterPolicyReport/clusterpolicyreports',
  },
  {
    group: 'openreports.io',
    versions: ['v1alpha1'],
    namespaced: 'Report/reports',
    cluster: 'ClusterReport/clusterreports',
  },
];

/** The built-in kinds. *Order*: as a bare kind name is to be understood: the core group, then Kubernetes', then Kyverno's. */
export const BUILT_IN_KINDS: readonly KindFacts[] = GROUPS.flatMap((entry) => [
  ...kindsOf(entry, 'Namespaced', entry.namespaced),
  ...kindsOf(entry, 'Cluster', entry.cluster),
]);

function kindsOf(entry: KindGroup, scope: KindFacts['scope'], list = ''): readonly KindFacts[] {
  return list
    .split(/\s+/)
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [kind = '', plural = ''] = pair.split('/');
      return { group: entry.group, kind, plural, scope, versions: entry.versions };
    });
}
