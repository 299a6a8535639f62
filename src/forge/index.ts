// Entry of forge/: comments on pull and merge requests, these requests themselves, commits made by an API, and what a runner says of
// where it runs. Nothing else of Headwater talks to a forge.
export type { CommentHost, OwnComment, PullRequestState } from './comment-host.ts';
export type { CommitHost, CommitOutcome, HostedCommit, HostedFile } from './commit-host.ts';
export { openGitHubCommits } from './commits.ts';
export { workflowEvent, type WorkflowEvent } from './event.ts';
export type { ForgeFailure, ForgeFailureKind, ForgeResult } from './failure.ts';
export { keepComments, type WantedComments } from './keep-comments.ts';
export { commentMarker, pullRequestMarker } from './marker.ts';
export { mergeRequestNumber, openGitHub, openGitLab } from './open.ts';
export type { KeptPullRequest, PullRequestHost, WantedPullRequest } from './pull-request-host.ts';
export { openPullRequests } from './pull-requests.ts';
export { jobSummary, type JobSummary } from './summary.ts';
