package dev.stepfold.agentexport;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job as an export has it.
 *
 * @param name what it is called in the target; empty where nothing is
 * @param fields the cron expression
 * @param zone the time zone, of the job or of the whole export
 * @param command what is run
 */
record WrittenJob(String name, String fields, ZoneId zone, List<String> command) {
    private static final Pattern CRON_LINE = Pattern.compile("((?:\\S+ ){4}\\S+) (.+)", Pattern.DOTALL);
    private static final Pattern PG_CRON_ZONE = Pattern.compile("NOT IN \\('([^']+)'");
    private static final Pattern PG_CRON_JOB =
            Pattern.compile("(?m)^SELECT cron\\.schedule\\('((?:[^']|'')*)', '([^']*)', '((?:[^']|'')*)'\\);$");

    static List<WrittenJob> ofCrontab(String text) {
        List<WrittenJob> jobs = new ArrayList<>();
        ZoneId zone = ZoneId.of("UTC");
        for (String line : text.lines().toList()) {
            Matcher job = CRON_LINE.matcher(line);
            if (line.startsWith("CRON_TZ=")) {
                zone = ZoneId.of(line.substring("CRON_TZ=".length()));
            } else if (!line.startsWith("#") && job.matches()) {
                // An unescaped % would be the end of the command.
                assertNoMatch("(?<!\\\\)%", job.group(2));
                jobs.add(new WrittenJob(
                        "",
                        job.group(1),
                        zone,
                        List.of("/bin/sh", "-c", job.group(2).replace("\\%", "%"))));
            }
        }
        return jobs;
    }

    /** Read by the model of Kubernetes' client, which may not find a field that it does not know. */
    static List<WrittenJob> ofManifests(String text) {
        List<WrittenJob> jobs = new ArrayList<>();
        YAMLMapper yaml = new YAMLMapper();
        try (MappingIterator<CronJob> manifests = yaml.readerFor(CronJob.class).readValues(text)) {
            while (manifests.hasNextValue()) {
                CronJob manifest = manifests.nextValue();
                if (manifest != null) {
                    jobs.add(ofManifest(manifest));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
        return jobs;
    }

    private static WrittenJob ofManifest(CronJob manifest) {
        var pod = manifest.getSpec().getJobTemplate().getSpec().getTemplate().getSpec();
        Container container = pod.getContainers().getFirst();
        if (!manifest.getApiVersion().equals("batch/v1")
                || !pod.getRestartPolicy().equals("OnFailure")
                || !manifest.getAdditionalProperties().isEmpty()
                || !manifest.getSpec().getAdditionalProperties().isEmpty()
                || !pod.getAdditionalProperties().isEmpty()
                || !container.getAdditionalProperties().isEmpty()) {
            throw new AssertionError(manifest);
        }
        // What Kubernetes does with the command before it is run.
        container.getCommand().forEach(word -> assertNoMatch("(?<!\\$)(\\$\\$)*\\$(?!\\$)", word));
        return new WrittenJob(
                manifest.getMetadata().getName(),
                manifest.getSpec().getSchedule(),
                ZoneId.of(manifest.getSpec().getTimeZone()),
                container.getCommand().stream()
                        .map(word -> word.replace("$$", "$"))
                        .toList());
    }

    static List<WrittenJob> ofPgCron(String text) {
        Matcher zone = PG_CRON_ZONE.matcher(text);
        if (!zone.find()) {
            throw new AssertionError(text);
        }
        return PG_CRON_JOB
                .matcher(text)
                .results()
                .map(job -> new WrittenJob(
                        job.group(1).replace("''", "'"),
                        job.group(2),
                        ZoneId.of(zone.group(1)),
                        List.of(job.group(3).replace("''", "'"))))
                .toList();
    }

    /** When the job fires, by a library of the dialect, without what its command then does not do. */
    List<Instant> firings(Window window) {
        return Libraries.unix(fields, zone, window).stream()
                .filter(time -> Guards.allow(command, time.atZone(zone).toLocalDate()))
                .toList();
    }

    private static void assertNoMatch(String pattern, String text) {
        if (Pattern.compile(pattern).matcher(text).find()) {
            throw new AssertionError(text);
        }
    }
}
