// Imported before anything of ours: the functions of a world write no log, and the SDK's clients want a region.
process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["AWS_REGION"] ??= "us-east-1";
