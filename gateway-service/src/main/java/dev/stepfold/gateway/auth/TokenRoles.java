package dev.stepfold.gateway.auth;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.security.token.DefaultRolesFinder;
import io.micronaut.security.token.RolesFinder;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The roles of a token: {@code roles}, a list of strings. Any other value makes nobody an administrator. */
@Singleton
@Replaces(DefaultRolesFinder.class)
final class TokenRoles implements RolesFinder {
    private static final Logger LOG = LoggerFactory.getLogger(TokenRoles.class);
    private static final String ROLES = "roles";

    @Override
    public List<String> resolveRoles(@Nullable Map<String, Object> claims) {
        Object roles = claims == null ? null : claims.get(ROLES);
        if (roles == null) {
            return List.of();
        }
        if (roles instanceof Collection<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String.class::cast).toList();
        }
        LOG.info("the roles of a token are ignored, they are not a list of strings");
        return List.of();
    }
}
