package dev.stepfold.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.stepfold.gateway.problem.ProblemException;
import dev.stepfold.schemas.CommandId;
import dev.stepfold.schemas.DocumentId;
import dev.stepfold.schemas.RunId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FollowingTest {
    private static final DocumentId DOCUMENT = new DocumentId("doc");

    @Test
    void isReadFromItsEventIdAsItWas() {
        List<Following> followings = List.of(
                new Following(
                        TextNode.valueOf("a \"request\"\n"),
                        TextNode.valueOf("token"),
                        DOCUMENT,
                        new RunId("run"),
                        new CommandId("command"),
                        -1,
                        false),
                new Following(LongNode.valueOf(1L << 40), LongNode.valueOf(0), DOCUMENT, null, null, 12, true),
                new Following(LongNode.valueOf(0), MissingNode.getInstance(), DOCUMENT, null, null, 12, true));
        for (Following following : followings) {
            String id = following.eventId(17);
            assertThat(id).matches("[A-Za-z0-9_-]+");
            Following.Place place = Following.parse(id);
            assertThat(place.sequence()).isEqualTo(17);
            assertThat(place.following().eventId(17)).isEqualTo(id);
            assertThat(place.following().toString()).isEqualTo(following.toString());
        }
    }

    @Test
    void refusesWhatNoStreamHasAsAnId() {
        List<String> made = List.of(
                "[]",
                "{}",
                "",
                "[1,2",
                "[-2,1,null,\"doc\",null,null,-1,false]",
                "[9223372036854775807,1,null,\"doc\",null,null,-1,false]",
                "[1e3,1,null,\"doc\",null,null,-1,false]",
                "[1,null,null,\"doc\",null,null,-1,false]",
                "[1,\"" + "x".repeat(129) + "\",null,\"doc\",null,null,-1,false]",
                "[1,1,{},\"doc\",null,null,-1,false]",
                "[1,1,null,\"no id\",null,null,-1,false]",
                "[1,1,null,\"doc\",\"../x\",null,-1,false]",
                "[1,1,null,\"doc\",null,5,-1,false]",
                "[1,1,null,\"doc\",null,null,\"x\",false]",
                "[1,1,null,\"doc\",null,null,-1,0]",
                "[1,1,null,\"doc\",null,null,-1,false,1]");
        for (String json : made) {
            assertRefused(Base64.getUrlEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
        }
        assertRefused("5");
        assertRefused("not base64!");
    }

    private static void assertRefused(String id) {
        assertThatThrownBy(() -> Following.parse(id))
                .as(id)
                .isInstanceOf(ProblemException.class)
                .hasMessageStartingWith("invalid-parameter: ");
    }
}
