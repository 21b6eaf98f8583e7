package dev.stepfold.gateway.http;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A document's id in a path, for the contract. */
@Target(ElementType.PARAMETER)
@Retention(RetentionPolicy.SOURCE)
@Parameter(schema = @Schema(ref = "#/components/schemas/Id"))
@interface PathId {}
