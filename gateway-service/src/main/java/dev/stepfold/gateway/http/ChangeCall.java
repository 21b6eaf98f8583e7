package dev.stepfold.gateway.http;

import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The part of the contract that all calls share that change something: how they are refused. */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.SOURCE)
@ApiResponse(responseCode = "400", ref = "#/components/responses/Problem")
@ApiResponse(responseCode = "401", ref = "#/components/responses/Unauthenticated")
@ApiResponse(responseCode = "403", ref = "#/components/responses/Problem")
@ApiResponse(responseCode = "404", ref = "#/components/responses/Problem")
@ApiResponse(responseCode = "409", ref = "#/components/responses/Problem")
@ApiResponse(responseCode = "413", ref = "#/components/responses/Problem")
@ApiResponse(responseCode = "415", ref = "#/components/responses/Problem")
@ApiResponse(responseCode = "422", ref = "#/components/responses/Problem")
@ApiResponse(responseCode = "429", ref = "#/components/responses/Passing")
@ApiResponse(responseCode = "503", ref = "#/components/responses/Passing")
@interface ChangeCall {}
