import type { CheckOutcomes } from './check-result.js';
import { type CheckedBlock, type CourseUnderCheck, findingAt, textOf } from './course-under-check.js';

const VIDEOS = new Set(['video', 'videoalpha']);
const YOUTUBE = ['youtube_id_1_0', 'youtube_id_0_75', 'youtube_id_1_25', 'youtube_id_1_5'] as const;

/** Videos and problems. */
export function materialChecks(
  course: CourseUnderCheck,
): CheckOutcomes<'video_sources' | 'video_transcripts' | 'problem_names' | 'problem_explanations'> {
  const videos = course.tree.filter(({ type }) => VIDEOS.has(type));
  const problems = course.tree.filter(({ type }) => type === 'problem');
  return {
    video_sources: {
      findings: videos.filter((video) => !hasSource(video)).map((video) => findingAt(video, 'It has nothing to play.')),
      facts: { total_number: videos.length },
    },
    video_transcripts: {
      findings: videos
        .filter((video) => hasSource(video) && !hasTranscript(video))
        .map((video) => findingAt(video, 'It has no transcript: who cannot hear it is left out.')),
      facts: { total_number: videos.length },
    },
    problem_names: {
      findings: problems
        .filter(({ displayName }) => displayName === null || displayName.trim() === '')
        .map((problem) => findingAt(problem, 'It has no display name.')),
      facts: { total_number: problems.length },
    },
    problem_explanations: {
      // A problem that asks nothing has nothing to explain.
      findings: problems
        .filter(({ asks, explains }) => asks && !explains)
        .map((problem) => findingAt(problem, 'It does not explain its answer.')),
      facts: { total_number: problems.length },
    },
  };
}

/** Its own: without one the platform plays its sample film, which nobody means. */
function hasSource({ settings }: CheckedBlock): boolean {
  const { html5_sources: files } = settings;
  return (
    isInVideoService({ settings }) ||
    YOUTUBE.some((name) => textOf(settings[name]) !== null) ||
    (Array.isArray(files) && files.some((file) => textOf(file) !== null))
  );
}

/** What the video service has of transcripts cannot be seen from here. */
function hasTranscript({ settings }: CheckedBlock): boolean {
  const { transcripts } = settings;
  return (
    isInVideoService({ settings }) ||
    textOf(settings.sub) !== null ||
    textOf(settings.track) !== null ||
    (typeof transcripts === 'object' && transcripts !== null && Object.keys(transcripts).length > 0)
  );
}

const isInVideoService = ({ settings }: Pick<CheckedBlock, 'settings'>): boolean =>
  textOf(settings.edx_video_id) !== null;
