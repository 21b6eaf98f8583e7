package dev.stepfold.gateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stepfold.schemas.codec.ContractMapper;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Checks error responses against the contract that the gateway itself serves: {@code /openapi.yaml}. */
public final class DocumentedProblems {
    private static final Pattern ANSWER = Pattern.compile(
            "HTTP/[12][.][01] ([0-9]{3}) [^\r\n]*\r\n(?:.*?\r\n)?(?i:content-type): ([^\r\n]*)\r\n.*?\r\n\r\n(.*)",
            Pattern.DOTALL);

    private final Set<String> codes;

    public DocumentedProblems(Gateway gateway) {
        codes = new YAMLMapper()
                .readTree(gateway.get("/openapi.yaml").body())
                .at("/components/schemas/Problem/properties/code/enum")
                .valueStream()
                .map(tools.jackson.databind.JsonNode::stringValue)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The problem in a response; fails if it is not a problem, or not one that the contract documents. */
    public JsonNode of(HttpResponse<String> answer) {
        return of(
                answer.statusCode(), answer.headers().firstValue("content-type").orElse(null), answer.body());
    }

    /** The problem in an answer as it comes over a connection. */
    public JsonNode of(String answer) {
        Matcher parts = ANSWER.matcher(answer);
        assertThat(parts.matches()).as("has a type and a body: %s", answer).isTrue();
        return of(Integer.parseInt(parts.group(1)), parts.group(2), parts.group(3));
    }

    private JsonNode of(int status, @Nullable String contentType, String body) {
        assertThat(status).as(body).isGreaterThanOrEqualTo(400);
        assertThat(contentType).as(body).isEqualTo("application/problem+json");
        JsonNode problem = json(body);
        String code = problem.path("code").asText();
        assertThat(codes).contains(code);
        assertThat(problem.path("type").asText()).isEqualTo("urn:stepfold:problem:" + code);
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asText()).isNotBlank();
        assertThat(problem.path("detail").asText()).isNotBlank();
        return problem;
    }

    private static JsonNode json(String body) {
        try {
            return ContractMapper.mapper().readTree(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + body, e);
        }
    }
}
