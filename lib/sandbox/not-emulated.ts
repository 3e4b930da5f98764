/**
 * What the pinned emulator does not have or keep, of the types with a reader of our own: `unobservable here`. Measured on MiniStack
 * 1.5.33; its own list of types is compared where it is installed.
 */
export const notEmulated = {
  /** Types that its CloudFormation cannot make. A template with one does not deploy in the sandbox. */
  types: [
    "AWS::CloudFormation::Macro",
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::Instance",
    "AWS::EC2::NatGateway",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Volume",
    "AWS::Lambda::MicrovmImage",
    "AWS::SecretsManager::RotationSchedule",
    "AWS::SQS::QueueInlinePolicy",
  ],
  /**
   * Custom resources whose functions it cannot run. It gives a function no `/opt`, where a layer's programs are; the CDK's
   * deployment of files runs the AWS CLI there.
   */
  customResources: ["Custom::CDKBucketDeployment"],
  /** Properties that it takes and does not keep, by type. What rests on them cannot be seen to hold there. */
  dropped: {
    "AWS::ApiGateway::RestApi": ["EndpointConfiguration"],
    "AWS::ApiGateway::Stage": ["AccessLogSetting"],
    "AWS::ApiGatewayV2::Api": ["CorsConfiguration"],
    "AWS::DynamoDB::Table": [
      "PointInTimeRecoverySpecification",
      "SSESpecification",
      "TimeToLiveSpecification",
    ],
    "AWS::Kinesis::Stream": ["StreamEncryption"],
    "AWS::Lambda::Function": ["DeadLetterConfig", "ReservedConcurrentExecutions"],
    "AWS::S3::Bucket": ["BucketEncryption", "LifecycleConfiguration", "LoggingConfiguration", "Tags"],
    "AWS::SNS::Topic": ["KmsMasterKeyId"],
    "AWS::StepFunctions::StateMachine": ["LoggingConfiguration", "TracingConfiguration"],
  },
  /** It has Cloud Control, and a store of its own behind it: what CloudFormation makes is not found there. */
  cloudControl: "keeps resources of its own",
} as const satisfies {
  readonly types: readonly string[];
  readonly customResources: readonly string[];
  readonly dropped: Readonly<Record<string, readonly string[]>>;
  readonly cloudControl: string;
};
